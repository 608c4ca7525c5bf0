import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { statusItem, type Health } from '../status-report.ts';
import type { Link } from './link.ts';

/** How an object stands, by its chain: `waiting` for time, `blocked` until a person acts, `failed` for good. */
export type WhyState = 'ready' | 'waiting' | 'blocked' | 'failed';

/** Why one object is not ready. */
export interface WhyItem {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly state: WhyState;
  /** As `status` tells it. */
  readonly health: Health;
  /** From the object to the root cause; empty where nothing blocks it. */
  readonly chain: readonly Link[];
  /** What is not as asked although nothing blocks it. */
  readonly note?: string;
  /** The command for the root cause. */
  readonly fix?: string;
}

/** `why -o json`: fields are only ever added. */
export interface WhyReport extends JsonObject {
  readonly apiVersion: `cli.${string}/v1`;
  readonly kind: 'WhyReport';
  readonly summary: Readonly<Record<WhyState | 'total', number>>;
  readonly items: readonly WhyItem[];
  /** What could not be looked at, as sentences. */
  readonly unread: readonly string[];
}

function stateOf(chain: readonly Link[]): WhyState {
  const [first] = chain;
  if (first === undefined) return 'ready';
  if (first.state === 'failed') return 'failed';
  return chain.some(({ state }) => state !== 'waits') ? 'blocked' : 'waiting';
}

/** What is told of one object. */
export function whyItem(object: KubeObject, chain: readonly Link[]): WhyItem {
  const { name, namespace } = object.metadata;
  const { health, reason, message } = statusItem(object);
  const fix = chain.findLast((link) => link.fix !== undefined)?.fix;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    state: stateOf(chain),
    health,
    chain,
    ...(chain.length === 0 && health === 'degraded' ? { note: message.startsWith(`${reason}:`) ? message : `${reason}: ${message}` } : {}),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** The report over objects, for the domain of an entry point. */
export function whyReport(domain: string, items: readonly WhyItem[], unread: readonly string[]): WhyReport {
  const count = (state: WhyState): number => items.filter((item) => item.state === state).length;
  return {
    apiVersion: `cli.${domain}/v1`,
    kind: 'WhyReport',
    summary: { total: items.length, ready: count('ready'), waiting: count('waiting'), blocked: count('blocked'), failed: count('failed') },
    items,
    unread,
  };
}

/** 9 where something failed, 1 where something blocks, 0 where everything is ready. */
export function whyExit(items: readonly WhyItem[]): ExitCode {
  if (items.some(({ state }) => state === 'failed')) return EXIT.failedState;
  return items.some(({ state }) => state !== 'ready') ? EXIT.general : EXIT.ok;
}
