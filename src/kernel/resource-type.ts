/** One resource type of the Kubernetes API: what a path and a manifest need to know. `group` is `''` for the core group. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
}

/** `group/version`, or `version` alone for the core group: the `apiVersion` of manifests. */
export function apiVersionOf(type: Pick<ResourceType, 'group' | 'version'>): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** `plural.group` (or `plural`): the name of the CRD, and of the type in messages and in RBAC. */
export function resourceNameOf(type: Pick<ResourceType, 'group' | 'plural'>): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}

/** Whether a manifest's `apiVersion` and `kind` name this type. */
export function isOfType(manifest: { readonly apiVersion: string; readonly kind: string }, type: ResourceType): boolean {
  return manifest.kind === type.kind && manifest.apiVersion === apiVersionOf(type);
}

/** The URL path of a collection, an object or a subresource (Kubernetes API concepts, "Resource URIs"). Names are not lower-cased. */
export function resourcePath(
  type: ResourceType,
  at: { readonly namespace?: string | undefined; readonly name?: string; readonly subresource?: string },
): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const inNamespace = type.scope === 'Namespaced' && at.namespace !== undefined ? `/namespaces/${encodeURIComponent(at.namespace)}` : '';
  const name = at.name === undefined ? '' : `/${encodeURIComponent(at.name)}`;
  const subresource = at.subresource === undefined ? '' : `/${at.subresource}`;
  return `${root}${inNamespace}/${type.plural}${name}${subresource}`;
}
