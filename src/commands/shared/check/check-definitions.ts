import { isApiError } from '../../../cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../../../kernel/builtin-types.ts';
import { cliFieldManager } from '../../../registry.ts';
import { readCrdFiles } from '../crd-files.ts';
import type { CrdFile } from '../crd-files.ts';
import { crdState } from '../crd-object.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';
import { foreignManagers } from '../crd-ownership.ts';
import type { CheckContext } from './check-context.ts';
import { look } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import { compareDefinitions } from './compare-definitions.ts';

function judge(check: string, live: CustomResourceDefinitionLike, file: CrdFile, bin: string): CheckResult {
  const state = crdState(live);
  if (state.is === 'rejected')
    return notOk('failed', check, `the server does not accept its names: ${state.why}`, 'remove the other definition that has them');
  if (state.is === 'waiting') return notOk('failed', check, `not served yet: waiting for ${state.for}`, `${bin} check --wait`);
  const owner = foreignManagers(live, cliFieldManager(file.kind.system));
  const age = compareDefinitions(live, file.manifest);
  if (age.is === 'same') return ok(check, 'served, as this version of the program has it');
  const whose = owner === undefined ? '' : `; it was put there by ${owner}`;
  if (owner !== undefined) return notOk('warning', check, `differs from ours: ${age.by}${whose}`, `${bin} install --adopt`);
  if (age.is === 'newer') return notOk('warning', check, `newer than ours: ${age.by}`, 'use the version of this program that installed it');
  return notOk('failed', check, `${age.is === 'older' ? 'older than' : 'differs from'} ours: ${age.by}`, `${bin} install`);
}

async function checkOne(context: CheckContext, file: CrdFile): Promise<CheckResult> {
  const { session, signal, pre, runtime } = context;
  const { bin } = runtime.entry;
  const { name } = file.manifest.metadata;
  const check = `definition ${name}`;
  const live = await look(context, { verb: 'get', type: CUSTOM_RESOURCE_DEFINITION, name }, async () => {
    try {
      return (await session.api.get(CUSTOM_RESOURCE_DEFINITION, { name }, { signal })) as CustomResourceDefinitionLike;
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
  if ('value' in live) {
    if (live.value !== undefined) return judge(check, live.value, file, bin);
    return pre
      ? ok(check, 'not installed yet')
      : notOk('failed', check, `${file.kind.kind} is not known to this cluster`, `${bin} install`);
  }
  const isServed = await session.during({ verb: 'get' }, () => session.discovery.serves(file.kind, { signal }));
  if (!isServed && !pre) return notOk('failed', check, `${file.kind.kind} is not known to this cluster`, `ask for: ${bin} install`);
  const fix = `ask somebody with the right, or for it: ${bin} auth rbac check --optional`;
  return notOk('unknown', check, `${isServed ? 'served' : 'not served'}; whether it is ours cannot be said: ${live.refused}`, fix);
}

/** Whether each definition is there, served, ours, and of this version. */
export async function checkDefinitions(context: CheckContext): Promise<readonly CheckResult[]> {
  const files = await readCrdFiles(context.runtime.root, context.kinds);
  return await Promise.all(files.map((file) => checkOne(context, file)));
}
