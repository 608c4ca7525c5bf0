import type { CustomResourceDefinitionLike } from '../crd-object.ts';

/** The version in which the server serves a definition now: `wanted` where it does. */
export function servedVersion({ spec }: Pick<CustomResourceDefinitionLike, 'spec'>, wanted: string): string {
  const served = spec.versions.filter((version) => (version as { readonly served?: unknown }).served !== false).map(({ name }) => name);
  return served.includes(wanted) ? wanted : (served[0] ?? wanted);
}
