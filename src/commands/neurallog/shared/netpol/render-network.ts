import { isJsonObject } from '../../../../kernel/json.ts';
import type { Manifest } from '../../../../kernel/kube-object.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { SYSTEMS } from '../../../../registry.ts';
import { noOutside } from '../../../shared/outside.ts';
import type { ManifestDocument } from '../../../shared/read-manifests.ts';
import { renderChildren } from '../../../shared/render-children.ts';
import { networkView } from './network-view.ts';
import type { NetworkView } from './network-view.ts';

function named({ where, object }: ManifestDocument): Manifest {
  const { metadata } = object;
  if (isJsonObject(metadata) && typeof metadata['name'] === 'string' && metadata['name'] !== '')
    return { ...object, metadata: { ...metadata, name: metadata['name'] } };
  throw usageError(`${where}: ${object.kind} has no metadata.name`, 'give it a name');
}

/** What manifests say: Tenants by what the operator would make of them, everything else as it stands there. `now` is Unix milliseconds. */
export async function renderNetwork(documents: readonly ManifestDocument[], namespace: string, now: number): Promise<NetworkView> {
  const system = SYSTEMS.find(({ id }) => id === 'neurallog');
  const reconcilers = (await system?.load(noOutside())) ?? [];
  const rendered = await renderChildren(documents, reconcilers, namespace, now);
  return networkView([...documents.map(named), ...rendered.flatMap(({ children }) => children)], namespace, true);
}
