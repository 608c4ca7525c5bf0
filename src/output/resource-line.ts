import type { KubeObject, Manifest } from '../kernel/kube-object.ts';

/** How a write is marked that was not stored. */
export type DryRun = 'none' | 'client' | 'server';

const SUFFIX: Readonly<Record<DryRun, string>> = { none: '', client: ' (dry run)', server: ' (server dry run)' };

/** `maiatenant.maia.cuemby.com/acme`: how kubectl names an object with `-o name` and in what it says about a write. */
export function resourceName(object: Manifest | KubeObject): string {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : `.${object.apiVersion.slice(0, slash)}`;
  return `${object.kind.toLowerCase()}${group}/${object.metadata.name}`;
}

/** `customresourcedefinition.apiextensions.k8s.io/x created (server dry run)`: one line about one write. */
export function resourceLine(object: Manifest | KubeObject, what: string, dryRun: DryRun = 'none'): string {
  return `${resourceName(object)} ${what}${SUFFIX[dryRun]}\n`;
}
