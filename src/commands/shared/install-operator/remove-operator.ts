import { isApiError } from '../../../cluster/api-error.ts';
import { CONFIG_MAP, POD, SECRET, SERVICE_ACCOUNT } from '../../../kernel/builtin-types.ts';
import { keyOf, type KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { PART_OF, PART_OF_LABEL } from '../../../manifests/operator/manager-labels.ts';
import type { OperatorIdentity } from '../../../manifests/operator/operator-identity.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import { USUAL_CHILDREN } from '../describe-object/known-types.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { poll } from '../poll.ts';
import type { Session } from '../session.ts';
import type { UninstallOptions } from '../uninstall-crds.ts';
import type { OperatorPart } from './find-installed-operator.ts';
import { selectorText } from './selector-text.ts';

/** Deletes parts of a manager, those that were looked at and no others, and says so. */
export async function removeParts(
  session: Session,
  parts: readonly OperatorPart[],
  { dryRun, signal, print, record }: Pick<UninstallOptions, 'dryRun' | 'signal' | 'print' | 'record'>,
): Promise<void> {
  for (const { type, object } of parts) {
    const { name, namespace, uid } = object.metadata;
    const key = namespace === undefined ? { name } : { name, namespace };
    if (dryRun !== 'client') {
      await session.during({ verb: 'delete', type, ...key }, async () => {
        try {
          await session.api.remove(type, key, { uid, propagation: 'Background', dryRun: dryRun === 'server', signal });
        } catch (error) {
          if (!isApiError(error, 'NotFound')) throw error;
        }
      });
    }
    print(resourceLine(object, 'deleted', dryRun));
    await record({ step: 'delete', object: resourceName(object), result: 'deleted' });
  }
}

/** Waits until the pods of a manager are gone: until then it may still write. */
export async function awaitStopped(
  session: Session,
  identity: OperatorIdentity,
  namespace: string,
  options: UninstallOptions,
): Promise<void> {
  const labelSelector = selectorText(identity.podLabels);
  await poll(options.signal, async () => {
    const { items } = await session.during({ verb: 'list', type: POD, namespace }, () =>
      session.api.list(POD, { namespace, labelSelector, limit: 10, signal: options.signal }),
    );
    const [first] = items;
    if (first !== undefined) options.tell(`pod ${first.metadata.name} to end`);
    return first === undefined;
  });
}

/** What every namespace has. */
function isAlwaysThere(type: ResourceType, { metadata: { name } }: KubeObject): boolean {
  return (type.kind === CONFIG_MAP.kind && name === 'kube-root-ca.crt') || (type.kind === SERVICE_ACCOUNT.kind && name === 'default');
}

/** The first thing in a namespace that is not the manager's own, as `Kind name`; undefined where there is none. What may not be listed is said to be there. */
export async function firstStranger(
  session: Session,
  namespace: string,
  identity: OperatorIdentity,
  signal: AbortSignal,
): Promise<string | undefined> {
  const own = KIND_IDENTITIES.filter(({ scope }) => scope === 'Namespaced');
  for (const type of [...USUAL_CHILDREN, POD, ...own]) {
    try {
      const { items } = await session.api.list(type, { namespace, signal });
      const stranger = items.find((object) => {
        const { labels = {}, deletionTimestamp } = object.metadata;
        if (deletionTimestamp !== undefined || isAlwaysThere(type, object)) return false;
        if (type.kind === SECRET.kind && object['type'] === 'kubernetes.io/service-account-token') return false;
        return !(labels[PART_OF_LABEL] === PART_OF && Object.entries(identity.podLabels).every(([name, value]) => labels[name] === value));
      });
      if (stranger !== undefined) return `${type.kind} ${keyOf({ name: stranger.metadata.name })}`;
    } catch (error) {
      if (isApiError(error, 'NotFound')) continue;
      if (isApiError(error, 'Forbidden')) return `${type.plural} that you may not list`;
      throw error;
    }
  }
  return undefined;
}
