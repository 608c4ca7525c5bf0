import { isJsonObject } from '../../kernel/json.ts';
import type { ObjectKey } from '../../kernel/kube-object.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';

function field(metadata: unknown, name: string): string {
  const value = isJsonObject(metadata) ? metadata[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Throws 400 where an object says another namespace than its path. Cluster-scoped objects may say any: it is dropped. */
export function checkNamespace({ scope }: ServedResource, metadata: unknown, namespace: string | undefined): void {
  const given = field(metadata, 'namespace');
  if (scope === 'Namespaced' && given !== '' && given !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** Throws 400 where an object does not say the name of its path, or says another namespace. */
export function checkKey(resource: ServedResource, metadata: unknown, { name, namespace }: ObjectKey): void {
  const given = field(metadata, 'name');
  if (given === '') throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (given !== name) throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  checkNamespace(resource, metadata, namespace);
}
