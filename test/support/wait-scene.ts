import { ApiError } from '../../src/cluster/api-error.ts';
import type { ListPage, WatchEvent } from '../../src/cluster/kube-api.ts';
import { describeApiError } from '../../src/commands/shared/describe-api-error.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { kindNamed } from '../../src/commands/shared/nouns.ts';
import type { Session } from '../../src/commands/shared/session.ts';
import type { StepRecord } from '../../src/commands/shared/step-records.ts';
import type { WaitCondition } from '../../src/commands/shared/wait/wait-condition.ts';
import { waitFor, type WaitOptions, type WaitTarget } from '../../src/commands/shared/wait/wait-for.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { CliError } from '../../src/output/cli-error.ts';
import { fakeClock, type FakeClock } from './fake-clock.ts';
import { rejection } from './rejection.ts';
import { scriptedApi, type RecordedCall, type Script } from './scripted-api.ts';

const ENTRY = entryPointOf('kubectl-maia');
const TENANT = kindNamed('tenant', ENTRY);
export const READY: WaitCondition = { is: 'ready' };
export const DELETED: WaitCondition = { is: 'deleted' };
export const NAME = 'maiatenant.maia.cuemby.com/acme';

/** What a tenant is made of. */
export interface TenantShape {
  readonly name?: string;
  readonly version?: number;
  readonly uid?: string;
  readonly generation?: number;
  readonly status?: unknown;
}

export function tenant({ name = 'acme', version = 10, uid = 'u1', generation = 1, status }: TenantShape = {}): KubeObject {
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaTenant',
    metadata: { name, namespace: 'ci', uid, generation, resourceVersion: String(version), creationTimestamp: '2026-01-01T00:00:00Z' },
    ...(status !== undefined && { status }),
  };
}

export const WAITING = {
  observedGeneration: 1,
  conditions: [{ type: 'Ready', status: 'False', reason: 'NoServer', message: 'the server is not there' }],
};
export const DONE = { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True' }] };
export const FAILED = { observedGeneration: 1, phase: 'Failed', message: 'the key is wrong' };

export function target(name = 'acme', wrote?: KubeObject): WaitTarget {
  return { type: TENANT, key: { namespace: 'ci', name }, ...(wrote !== undefined && { wrote }) };
}

/** One object's watches, fed by hand. What is sent while none is open waits for the next. */
export function feed(): {
  watch(call: RecordedCall): AsyncIterable<WatchEvent>;
  send(...events: readonly (WatchEvent | Error | 'end')[]): void;
  opened: number;
} {
  const waiting: (WatchEvent | Error | 'end')[] = [];
  let wake = (): void => undefined;
  const made = {
    opened: 0,
    send: (...events: readonly (WatchEvent | Error | 'end')[]): void => {
      waiting.push(...events);
      wake();
    },
    watch: async function* ({ options }: RecordedCall): AsyncGenerator<WatchEvent> {
      made.opened += 1;
      const signal = options['signal'] as AbortSignal;
      for (;;) {
        signal.throwIfAborted();
        const next = waiting.shift();
        if (next === 'end') return;
        if (next instanceof Error) throw next;
        if (next !== undefined) yield next;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            signal.addEventListener('abort', () => resolve(), { once: true });
          });
        }
      }
    },
  };
  return made;
}

export function seen(type: 'ADDED' | 'MODIFIED' | 'DELETED', shape: TenantShape = {}): WatchEvent {
  return { type, object: tenant(shape) };
}

/** The end of a streaming list. */
export const LISTED: Extract<WatchEvent, { type: 'BOOKMARK' }> = { type: 'BOOKMARK', resourceVersion: '10', initialEventsEnd: true };
export const NOTHING: ListPage = { items: [], resourceVersion: '10' };

/** A wait that a test steers. */
export interface WaitScene {
  readonly clock: FakeClock;
  readonly told: string[];
  readonly records: StepRecord[];
  readonly met: string[];
  readonly control: AbortController;
  lines(): readonly string[];
  wait(targets: readonly WaitTarget[], condition: WaitCondition, options?: Partial<WaitOptions>): Promise<void>;
}

export function scene(script: Script): WaitScene {
  const clock = fakeClock();
  const scripted = scriptedApi({ list: NOTHING, ...script });
  const told: string[] = [];
  const records: StepRecord[] = [];
  const met: string[] = [];
  const control = new AbortController();
  const session: Pick<Session, 'api' | 'during'> = {
    api: scripted.api,
    during: async (doing, call) => {
      try {
        return await call();
      } catch (error) {
        throw error instanceof ApiError ? describeApiError(error, { ...doing, bin: ENTRY.bin }) : error;
      }
    },
  };
  return {
    clock,
    told,
    records,
    met,
    control,
    lines: scripted.lines,
    wait: (targets, condition, options = {}) =>
      waitFor(session as Session, targets, condition, {
        timeoutMs: 60_000,
        mode: 'all',
        runtime: { entry: ENTRY, stderr: (text) => void told.push(text), stderrIsTerminal: false, env: {}, now: clock.now },
        signal: control.signal,
        record: async (record) => void records.push(record),
        onMet: ({ key }, object) => void met.push(`${key.name} ${object?.metadata.resourceVersion}`),
        clock,
        random: () => 0,
        ...options,
      }),
  };
}

export function watching(source: ReturnType<typeof feed>): Script {
  return { watch: (call) => source.watch(call) };
}

export async function failing(promise: Promise<void>): Promise<CliError> {
  return (await rejection(promise)) as CliError;
}

export function failingWatch(error: Error): AsyncIterable<WatchEvent> {
  const next = async (): Promise<never> => {
    throw error;
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** Two objects, each with a feed of its own. */
export function twoFeeds(): { readonly a: ReturnType<typeof feed>; readonly b: ReturnType<typeof feed>; readonly script: Script } {
  const [a, b] = [feed(), feed()];
  return { a, b, script: { watch: (call) => (call.options['fieldSelector'] === 'metadata.name=a' ? a : b).watch(call) } };
}
