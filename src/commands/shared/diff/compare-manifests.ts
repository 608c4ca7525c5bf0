import { isApiError } from '../../../cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION, NAMESPACE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { isOfType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { keyOfManifest, readLive, sendApply, storedForm } from '../apply/apply-object.ts';
import { namingNamespace } from '../apply/naming-namespace.ts';
import { namedManifest, typedManifest } from '../apply-manifests.ts';
import type { ManifestDocument } from '../read-manifests.ts';
import type { Session } from '../session.ts';
import type { Comparison } from './comparison.ts';

export interface CompareOptions {
  readonly fieldManager: (object: { readonly apiVersion: string; readonly kind: string }) => string;
  readonly force: boolean;
  readonly onlyNamespace: string | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Group, version and kind of a manifest whose type the server does not serve yet. */
function unservedType({ apiVersion, kind }: Manifest): Comparison['type'] {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

/** Whether the definition of its kind stands in the same files. */
function isDefinedBy(manifest: Manifest, others: readonly Manifest[]): boolean {
  return others.some((other) => {
    const spec = other['spec'];
    if (!isOfType(other, CUSTOM_RESOURCE_DEFINITION) || !isJsonObject(spec) || !isJsonObject(spec['names'])) return false;
    return spec['names']['kind'] === manifest.kind && manifest.apiVersion.startsWith(`${String(spec['group'])}/`);
  });
}

/** What the server would make of a manifest; the manifest itself where its namespace is not there, or would be made by the same files. */
async function dryRun(
  session: Session,
  type: ResourceType,
  manifest: Manifest,
  live: KubeObject | undefined,
  options: CompareOptions & { readonly manager: string; readonly madeHere: (namespace: string) => boolean },
): Promise<KubeObject | Manifest> {
  const { namespace } = manifest.metadata;
  const asked = async (): Promise<KubeObject | Manifest> => {
    try {
      const sent = await sendApply(session, type, manifest, live, { ...options, fieldManager: options.manager, dryRun: 'server' });
      return sent.object;
    } catch (error) {
      if (isApiError(error, 'NotFound') && namespace !== undefined && options.madeHere(namespace)) return storedForm(manifest);
      throw error;
    }
  };
  return await session.during({ verb: 'patch', type, ...keyOfManifest(manifest) }, () => namingNamespace(asked));
}

/** One object as it is beside what a server-side dry run makes of its manifest. */
export async function compareObject(
  session: Session,
  type: ResourceType,
  manifest: Manifest,
  options: CompareOptions & { readonly manager: string; readonly madeHere: (namespace: string) => boolean },
): Promise<Comparison> {
  const key = keyOfManifest(manifest);
  const live = await readLive(session, type, key, options.signal);
  return { type, ...key, live, desired: await dryRun(session, type, manifest, live, options) };
}

/** Every document as it is in the cluster beside what applying it would make of it. Nothing is stored. Throws the error to show. */
export async function compareManifests(
  session: Session,
  documents: readonly ManifestDocument[],
  options: CompareOptions,
): Promise<readonly Comparison[]> {
  const manifests = documents.map(namedManifest);
  const namespaces = new Set(manifests.filter((manifest) => isOfType(manifest, NAMESPACE)).map(({ metadata }) => metadata.name));
  const madeHere = (namespace: string): boolean => namespaces.has(namespace);
  const found: Comparison[] = [];
  for (const manifest of manifests) {
    try {
      const typed = await typedManifest(manifest, session, options);
      const one = { ...options, madeHere, manager: options.fieldManager(manifest) };
      found.push(await compareObject(session, typed.type, typed.manifest, one));
    } catch (error) {
      const isNew = error instanceof CliError && error.exit === EXIT.notServed && isDefinedBy(manifest, manifests);
      if (!isNew) throw error;
      found.push({ type: unservedType(manifest), ...keyOfManifest(manifest), live: undefined, desired: manifest });
    }
  }
  return found;
}
