import { STORAGE_CLASS } from '../../../kernel/builtin-types.ts';
import type { CheckContext } from './check-context.ts';
import { look } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** Whether volumes that name no class get one. */
export async function checkStorageClass(context: CheckContext): Promise<CheckResult> {
  const { session, signal } = context;
  const check = 'storage-class';
  const listed = await look(context, { verb: 'list', type: STORAGE_CLASS }, () => session.api.list(STORAGE_CLASS, { signal }));
  if ('refused' in listed) return notOk('unknown', check, listed.refused, 'name a class that you know of in your manifests');
  const names = listed.value.items.map(({ metadata }) => metadata.name);
  const chosen = listed.value.items.filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
  const [first] = chosen;
  if (first !== undefined) return ok(check, `${chosen.map(({ metadata }) => metadata.name).join(', ')} is the default`);
  if (names.length === 0)
    return notOk('warning', check, 'the cluster has no storage class: volumes stay unbound', 'install a storage provisioner');
  const fix = `name one of them in your manifests, or: kubectl annotate storageclass ${names[0] ?? ''} ${IS_DEFAULT}=true`;
  return notOk('warning', check, `none of ${names.join(', ')} is the default: volumes that name no class stay unbound`, fix);
}
