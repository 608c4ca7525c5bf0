import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import type { LiveDetail, LiveRow } from '../../../ui/live-source.ts';
import { clusterReader } from '../describe-object/cluster-reader.ts';
import { readDescription } from '../describe-object/description.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import type { SeenEvent } from '../events/seen-event.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { liveNodes } from '../tree/live-nodes.ts';
import { readTree } from '../tree/read-tree.ts';
import { findCauses } from '../why/find-causes.ts';
import { nameText } from '../why/link.ts';
import { isGood } from './good-condition.ts';
import { conditionsIn } from './live-row.ts';
import { oneLine } from './one-line.ts';

export interface ReadDetailOptions {
  readonly session: Session;
  readonly knowledgeOf: KnowledgeOf;
  readonly domain: string;
  readonly bin: string;
  readonly now: () => number;
}

/** What is read of a selected object, and the events around it. */
export interface DetailRead {
  readonly detail: LiveDetail;
  readonly events: readonly SeenEvent[];
}

function numberAt(object: KubeObject, name: string): number | undefined {
  const value = (object['status'] as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'number' ? value : undefined;
}

/**
 * Reads the detail of the object of a row: children, what it needs, events, and why it is not ready where it is not. Undefined where it is gone.
 * Rejects with the error that a user is shown.
 */
export async function readDetail(
  options: ReadDetailOptions,
  kind: KindIdentity,
  row: LiveRow,
  signal: AbortSignal,
): Promise<DetailRead | undefined> {
  const { session, knowledgeOf, domain, bin, now } = options;
  const key = { name: row.name, ...(row.namespace !== undefined && { namespace: row.namespace }) };
  let object: KubeObject;
  try {
    object = withoutManagedFields(await session.api.get(kind, key, { signal }));
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    return session.during({ verb: 'get', type: kind, ...key }, () => Promise.reject(error as Error));
  }
  if (object.metadata.uid !== row.id) return undefined;
  const reader = clusterReader(session, signal);
  const knowledge = knowledgeOf(kind);
  const isIll = row.health !== 'healthy' && row.health !== 'suspended';
  // All three ask the same reader: each list is read once.
  const [description, tree, causes] = await Promise.all([
    readDescription(reader, domain, kind, object, knowledge),
    readTree({ reader, knowledgeOf, dependenciesAmong: [] }, kind, object),
    isIll ? findCauses({ session, reader, knowledgeOf, bin, now: now(), signal }, kind, object) : [],
  ]);
  const { generation, finalizers = [] } = object.metadata;
  const observedGeneration = numberAt(object, 'observedGeneration');
  const fix = causes.findLast((link) => link.fix !== undefined)?.fix;
  return {
    events: description.events,
    detail: {
      id: row.id,
      ...(generation !== undefined && { generation }),
      ...(observedGeneration !== undefined && { observedGeneration }),
      finalizers,
      conditions: conditionsIn(object).map((condition) => ({
        type: condition.type,
        status: condition.status,
        reason: oneLine(condition.reason),
        message: oneLine(condition.message),
        sinceAt: Date.parse(condition.lastTransitionTime),
        good: isGood(condition),
      })),
      nodes: liveNodes(tree),
      why: causes.map((link) => oneLine(`${nameText(link.object)}: ${link.message}`)),
      ...(fix !== undefined && { fix }),
      unread: reader.refused(),
    },
  };
}
