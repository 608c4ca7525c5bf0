import { isApiError } from '../../cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION as CRD } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { keyOf } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { DryRun } from '../../output/resource-line.ts';
import { resourceLine, resourceName } from '../../output/resource-line.ts';
import { foreignManagers } from './crd-ownership.ts';
import type { CustomResourceDefinitionLike } from './crd-object.ts';
import { readCrd } from './install-crds.ts';
import type { KindIdentity } from './kind-identity.ts';
import { poll } from './poll.ts';
import { readObjects } from './read-objects.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';

/** A CRD that is there, and the objects that would go with it. */
export interface Installed {
  readonly kind: KindIdentity;
  readonly crd: CustomResourceDefinitionLike;
  readonly objects: readonly KubeObject[];
  /** The namespaces that it is about; absent: all of them. */
  readonly within?: ReadonlySet<string>;
}

export interface UninstallOptions {
  readonly dryRun: DryRun;
  readonly wait: boolean;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly record: (record: StepRecord) => Promise<void>;
  /** Hears what is waited for. */
  readonly tell: (waiting: string) => void;
}

/** The CRDs of the kinds that are in the cluster, with all their objects. A CRD that is not served (being deleted) has none. */
export async function findInstalled(session: Session, kinds: readonly KindIdentity[], signal: AbortSignal): Promise<readonly Installed[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const crd = await readCrd(session, resourceNameOf(kind), signal);
      if (crd === undefined) return undefined;
      const { found: objects } = await readObjects(session, { kind, names: [] }, { namespace: undefined, ignoreNotFound: false, signal });
      return { kind, crd, objects };
    }),
  );
  return found.filter((entry) => entry !== undefined);
}

/** Throws for a CRD that this program did not install. */
export function refuseForeign(installed: readonly Installed[], fieldManager: (kind: KindIdentity) => string): void {
  for (const { kind, crd } of installed) {
    const managers = foreignManagers(crd, fieldManager(kind));
    if (managers === undefined) continue;
    throw new CliError({
      exit: EXIT.conflict,
      message: `CustomResourceDefinition ${crd.metadata.name} was put there by someone else`,
      why: `it is managed by ${managers}`,
      fix: `kubectl delete crd ${crd.metadata.name}, or install --adopt first`,
    });
  }
}

async function remove(session: Session, type: ResourceType, object: KubeObject, options: UninstallOptions): Promise<void> {
  const { name, namespace, uid } = object.metadata;
  const key = namespace === undefined ? { name } : { name, namespace };
  if (options.dryRun !== 'client') {
    await session.during({ verb: 'delete', type, name, namespace }, async () => {
      try {
        await session.api.remove(type, key, {
          uid,
          propagation: 'Background',
          dryRun: options.dryRun === 'server',
          signal: options.signal,
        });
      } catch (error) {
        if (!isApiError(error, 'NotFound')) throw error;
      }
    });
  }
  options.print(resourceLine(object, 'deleted', options.dryRun));
  await options.record({ step: 'delete', object: resourceName(object), result: 'deleted' });
}

async function waitForObjects(session: Session, { kind, within }: Installed, options: UninstallOptions): Promise<void> {
  await poll(options.signal, async () => {
    const scope = { namespace: undefined, ignoreNotFound: true, signal: options.signal };
    const { found: all } = await readObjects(session, { kind, names: [] }, scope);
    const found = within === undefined ? all : all.filter(({ metadata }) => within.has(metadata.namespace ?? ''));
    const [first] = found;
    if (first === undefined) return true;
    const finalizers = first.metadata.finalizers?.join(', ') ?? 'none';
    options.tell(`${found.length} ${kind.plural} to go, first ${keyOf(first.metadata)} (finalizers: ${finalizers})`);
    return false;
  });
}

async function waitForCrd(session: Session, { crd }: Installed, options: UninstallOptions): Promise<void> {
  await poll(options.signal, async () => {
    options.tell(`${crd.metadata.name} to go`);
    const live = await readCrd(session, crd.metadata.name, options.signal);
    return live?.metadata.uid !== crd.metadata.uid;
  });
}

/** Deletes the objects and waits until their finalizers let them go. Every delete names the uid that was looked at. */
export async function deleteAllObjects(session: Session, installed: readonly Installed[], options: UninstallOptions): Promise<void> {
  for (const { kind, objects } of installed) {
    for (const object of objects) await remove(session, kind, object, options);
  }
  // Always waited for: a CRD deleted under its objects leaves no one to run their finalizers.
  if (options.dryRun === 'none') await Promise.all(installed.map((entry) => waitForObjects(session, entry, options)));
}

/** Deletes the CRDs. Every delete names the uid that was looked at. */
export async function deleteCrds(session: Session, installed: readonly Installed[], options: UninstallOptions): Promise<void> {
  for (const { crd } of installed) await remove(session, CRD, { ...crd, apiVersion: 'apiextensions.k8s.io/v1', kind: CRD.kind }, options);
  if (options.dryRun === 'none' && options.wait) await Promise.all(installed.map((entry) => waitForCrd(session, entry, options)));
}
