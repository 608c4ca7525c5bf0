import { measureFor } from '../../src/output/display-width.ts';
import type { LiveSource, LiveState, ReplayControl } from '../../src/ui/live-source.ts';
import type { ControllerParts, ScreenController } from '../../src/ui/screen/screen-controller.ts';
import { startController } from '../../src/ui/screen/screen-controller.ts';
import type { ScreenMemory } from '../../src/ui/screen/screen-options.ts';
import type { FakeClock } from './fake-clock.ts';
import { fakeClock } from './fake-clock.ts';
import { LIVE_NOW } from './live-states.ts';

/** A source whose state a test sets, and whose commands it answers. */
export interface TestSource extends LiveSource {
  show(state: LiveState): void;
  readonly selected: (string | undefined)[];
  readonly ran: {
    readonly words: readonly string[];
    readonly signal: AbortSignal;
    line(text: string): void;
    end(exit: number, lines: readonly string[]): void;
  }[];
  readonly lookedAt: (string | undefined)[];
  readonly listeners: Set<() => void>;
}

/** Makes a source that shows `first`. */
export function testSource(first: LiveState, replay?: ReplayControl): TestSource {
  let state = first;
  const listeners = new Set<() => void>();
  const selected: (string | undefined)[] = [];
  const lookedAt: (string | undefined)[] = [];
  const ran: TestSource['ran'] = [];
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    select: (id) => selected.push(id),
    lookAt: async (namespace) => {
      if (namespace === 'forbidden') throw new Error('you may not look at namespace forbidden');
      lookedAt.push(namespace);
      const { namespace: _old, ...connection } = state.connection;
      state = { ...state, connection: { ...connection, ...(namespace === undefined ? {} : { namespace }) } };
    },
    run: async (words, signal, onLine) => {
      const { promise, resolve } = Promise.withResolvers<{ exit: number; lines: readonly string[] }>();
      ran.push({ words, signal, line: (text) => onLine?.(text), end: (exit, lines) => resolve({ exit, lines }) });
      return promise;
    },
    show: (next) => {
      state = next;
      for (const listener of listeners) listener();
    },
    selected,
    lookedAt,
    ran,
    listeners,
    ...(replay === undefined ? {} : { replay }),
  };
}

/** A recording that stands still and notes what it is asked. */
export function notedReplay(): { readonly replay: ReplayControl; readonly asked: readonly string[] } {
  const asked: string[] = [];
  const replay: ReplayControl = {
    position: () => ({ index: 0, total: 9, paused: true, at: LIVE_NOW }),
    pause: () => asked.push('pause'),
    resume: () => asked.push('resume'),
    step: (by) => asked.push(`step ${String(by)}`),
    jump: (by) => asked.push(`jump ${String(by)}`),
  };
  return { replay, asked };
}

/** The keys of a text that is typed. */
export function keysOf(text: string): readonly string[] {
  return text.split('').map((letter) => (letter === ' ' ? 'space' : letter));
}

/** A screen without a terminal. */
export interface ScreenRig extends ScreenController {
  readonly source: TestSource;
  readonly clock: FakeClock;
  /** The pictures that were drawn, the newest last. */
  readonly frames: readonly (readonly string[])[];
  /** The newest picture as text, without blanks at the ends of lines. */
  picture(): string;
  readonly copied: readonly string[];
  readonly memories: readonly ScreenMemory[];
  readonly quits: () => number;
  readonly stops: () => number;
}

/** What a rig may be given. */
export interface RigOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly options?: Partial<ControllerParts['options']>;
  readonly source?: TestSource;
}

/** Opens a screen on a state: 120x32, no colours, icons, read-only, unless told otherwise. */
export async function screenRig(
  state: LiveState,
  { columns = 120, rows = 32, options = {}, source = testSource(state) }: RigOptions = {},
): Promise<ScreenRig> {
  const clock = fakeClock(LIVE_NOW);
  const frames: (readonly string[])[] = [];
  const copied: string[] = [];
  const memories: ScreenMemory[] = [];
  let quits = 0;
  let stops = 0;
  const controller = startController({
    source,
    options: {
      now: clock.now,
      theme: 'mono',
      icons: true,
      allowActions: false,
      refreshMs: 1000,
      bin: 'kubectl aistack',
      screenReader: false,
      onMemory: (memory) => memories.push(memory),
      ...options,
    },
    size: { columns, rows },
    measure: await measureFor(['✔']),
    timeOfDay: (ms) => new Date(ms).toISOString().slice(11, 19),
    after: clock.after,
    draw: (lines) => frames.push(lines),
    copy: (text) => copied.push(text),
    suspend: async () => {
      stops++;
    },
    quit: () => {
      quits++;
    },
  });
  return {
    ...controller,
    source,
    clock,
    frames,
    copied,
    memories,
    picture: () => (frames.at(-1) ?? []).map((line) => line.trimEnd()).join('\n') + '\n',
    quits: () => quits,
    stops: () => stops,
  };
}
