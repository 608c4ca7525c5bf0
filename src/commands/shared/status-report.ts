import type { Condition } from '../../kernel/condition.ts';
import { findCondition } from '../../kernel/condition.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { KindIdentity } from './kind-identity.ts';

/** From best to worst. */
export const HEALTHS = ['healthy', 'suspended', 'pending', 'degraded', 'failed'] as const;
export type Health = (typeof HEALTHS)[number];

/** One object in a status report. */
export interface StatusItem {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly phase: string;
  /** Of the condition `Ready`: `True`, `False` or `Unknown`. */
  readonly ready: string;
  readonly reason: string;
  readonly message: string;
  readonly health: Health;
  readonly created: string;
  readonly generation?: number;
  readonly observedGeneration?: number;
}

/** `status -o json`: fields are only ever added. */
export interface StatusReport extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'StatusReport';
  readonly summary: Readonly<Record<Health | 'total', number>>;
  readonly items: readonly StatusItem[];
}

interface StatusLike {
  readonly phase?: string;
  readonly observedGeneration?: number;
  readonly conditions?: readonly Condition[];
  readonly message?: string;
}

/** Phases that end badly, and phases in which nothing is expected to run: the words of the five systems. */
const FAILED_PHASES: ReadonlySet<string> = new Set(['Failed', 'Error']);
const SUSPENDED_PHASES: ReadonlySet<string> = new Set(['Suspended']);
const DONE_PHASES: ReadonlySet<string> = new Set(['Running', 'Ready', 'Active', 'Succeeded', 'Completed']);

function healthOf(object: KubeObject, status: StatusLike): Health {
  const { generation, deletionTimestamp } = object.metadata;
  if (status.phase !== undefined && FAILED_PHASES.has(status.phase)) return 'failed';
  if (status.phase !== undefined && SUSPENDED_PHASES.has(status.phase)) return 'suspended';
  if (deletionTimestamp !== undefined) return 'pending';
  const stale = status.observedGeneration !== undefined && generation !== undefined && status.observedGeneration < generation;
  if (findCondition(status.conditions, 'Degraded')?.status === 'True') return 'degraded';
  if (stale) return 'pending';
  const ready = findCondition(status.conditions, 'Ready');
  if (ready?.status === 'True') return 'healthy';
  if (ready === undefined && status.phase !== undefined && DONE_PHASES.has(status.phase)) return 'healthy';
  return 'pending';
}

/** The condition that says why an object is not as it should be; of a healthy one the condition that says that it is. */
export function telling(conditions: readonly Condition[] | undefined): Condition | undefined {
  const ready = findCondition(conditions, 'Ready');
  if (ready !== undefined && ready.status !== 'True') return ready;
  return conditions?.find((condition) => condition.type === 'Degraded' && condition.status === 'True') ?? ready;
}

/** What a report says of one object. */
export function statusItem(object: KubeObject): StatusItem {
  const status: StatusLike = isJsonObject(object['status']) ? object['status'] : {};
  const { name, namespace, generation, creationTimestamp } = object.metadata;
  const condition = telling(status.conditions);
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace !== undefined && { namespace }),
    name,
    phase: object.metadata.deletionTimestamp === undefined ? (status.phase ?? '') : 'Terminating',
    ready: findCondition(status.conditions, 'Ready')?.status ?? 'Unknown',
    reason: condition?.reason ?? '',
    message: condition?.message ?? status.message ?? '',
    health: healthOf(object, status),
    created: creationTimestamp,
    ...(generation !== undefined && { generation }),
    ...(status.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
  };
}

/** The report over objects, for the domain of an entry point. */
export function statusReport(domain: string, items: readonly StatusItem[]): StatusReport {
  const count = (health: Health): number => items.filter((item) => item.health === health).length;
  return {
    apiVersion: `cli.${domain}/v1`,
    kind: 'StatusReport',
    summary: {
      total: items.length,
      healthy: count('healthy'),
      suspended: count('suspended'),
      pending: count('pending'),
      degraded: count('degraded'),
      failed: count('failed'),
    },
    items,
  };
}

/** Whether something is as bad as one of the named states, or worse. */
export function isAtLeast(items: readonly StatusItem[], limit: Health): boolean {
  return items.some((item) => HEALTHS.indexOf(item.health) >= HEALTHS.indexOf(limit));
}

/** How the table names an object: `instance/demo`. */
export function shortName(item: StatusItem, kind: KindIdentity): string {
  const singular = kind.singular.startsWith(kind.system) ? kind.singular.slice(kind.system.length) : kind.singular;
  return `${singular}/${item.name}`;
}
