import type { MeasureText } from '../../output/display-width.ts';
import type { LiveSource } from '../live-source.ts';
import { frameOf } from './frame.ts';
import { iconsFor } from './icons.ts';
import type { ScreenSize } from './layout.ts';
import { listCache } from './object-list.ts';
import { problemWatch } from './problem-watch.ts';
import { readerLines } from './reader-lines.ts';
import type { Scene } from './scene.ts';
import type { ScreenModel } from './screen-model.ts';
import { firstModel } from './screen-model.ts';
import type { ScreenMemory, ScreenOptions } from './screen-options.ts';
import { screenRuns } from './screen-runs.ts';
import { sortName } from './sort-order.ts';
import { paintLine } from './theme.ts';
import type { Effect, ReplayWish, ScreenEvent } from './update/outcome.ts';
import { settleModel } from './update/settle-model.ts';
import { updateScreen } from './update/update-screen.ts';

/** Frames after changes follow each other no quicker than this. */
const FRAME_MS = 200;
/** Lines that were caught from the console. */
const CAUGHT_LINES = 500;

/** What the controller is given of the terminal and the world. */
export interface ControllerParts {
  readonly source: LiveSource;
  readonly options: Omit<ScreenOptions, 'stdin' | 'stdout' | 'signal' | 'console'>;
  readonly size: ScreenSize;
  readonly measure: MeasureText;
  timeOfDay(ms: number): string;
  /** Calls back once after so many milliseconds; the function that it gives takes it back. */
  after(ms: number, callback: () => void): () => void;
  /** Puts a picture on the terminal. `anew`: whatever stood there is not to be relied on. */
  draw(lines: readonly string[], anew: boolean): void;
  copy(text: string): void;
  suspend(): Promise<void>;
  quit(): void;
}

/** The screen between terminal and source: takes keys, draws what became of them. */
export interface ScreenController {
  press(keys: readonly string[]): void;
  paste(text: string): void;
  resize(size: ScreenSize): void;
  logged(line: string): void;
  /** Ends timers, commands and the subscription; gives the last problem. */
  close(): string | undefined;
}

function wishReplay({ replay }: LiveSource, wish: ReplayWish): void {
  if (replay === undefined) return;
  if (wish === 'pause') return replay.position().paused ? replay.resume() : replay.pause();
  if (wish === 'stepForth' || wish === 'stepBack') return replay.step(wish === 'stepForth' ? 1 : -1);
  replay.jump(wish === 'jumpForth' ? 1 : -1);
}

function sameMemory(left: ScreenMemory, right: ScreenMemory): boolean {
  return left.sort === right.sort && left.filter === right.filter && left.namespace === right.namespace;
}

/** Draws the first picture and goes on until it is closed. */
export function startController(parts: ControllerParts): ScreenController {
  const { source, options } = parts;
  const icons = iconsFor(options.icons);
  const list = listCache();
  const caught: string[] = [];
  // Events are told by the second.
  const problems = problemWatch(source.state(), (source.replay?.position().at ?? options.now()) - 1_000);
  let size = parts.size;
  let model: ScreenModel = firstModel(options.initial);
  let closed = false;
  let drawn = '';
  let drawnAt = -Infinity;
  let cancelFrame: (() => void) | undefined;
  let cancelTick: (() => void) | undefined;
  let chosen: string | undefined;

  const runs = screenRuns(source, () => drawSoon());

  const sceneNow = (): Scene => {
    const live = source.state();
    const replay = source.replay?.position();
    return {
      live,
      list: list(live, model),
      model,
      size,
      now: replay === undefined ? options.now() : replay.at,
      timeOfDay: parts.timeOfDay,
      icons,
      measure: parts.measure,
      bin: options.bin,
      allowActions: options.allowActions,
      get log() {
        return [...live.log, ...caught];
      },
      ...(replay === undefined ? {} : { replay }),
    };
  };
  const memoryNow = (): ScreenMemory => {
    const { namespace } = source.state().connection;
    return { sort: sortName(model.sort), filter: model.filter, ...(namespace === undefined ? {} : { namespace }) };
  };
  let memory = memoryNow();

  const draw = (anew = false): void => {
    if (closed) return;
    cancelFrame?.();
    cancelFrame = undefined;
    for (const event of runs.take()) apply(event);
    model = settleModel(sceneNow());
    if (chosen !== model.selected) source.select((chosen = model.selected));
    problems.see(source.state());
    const scene = sceneNow();
    const lines = options.screenReader ? readerLines(scene) : frameOf(scene).map((line) => paintLine(line, options.theme));
    drawnAt = options.now();
    const text = lines.join('\n');
    if (text === drawn && !anew) return;
    drawn = text;
    parts.draw(lines, anew);
  };
  const drawSoon = (): void => {
    if (closed || cancelFrame !== undefined) return;
    cancelFrame = parts.after(Math.min(FRAME_MS, Math.max(0, FRAME_MS - (options.now() - drawnAt))), () => draw());
  };
  const tick = (): void => {
    cancelTick = parts.after(Math.max(FRAME_MS, options.refreshMs), () => {
      if (closed) return;
      draw();
      tick();
    });
  };

  const notice = (text: string, bad: boolean): void => {
    apply({ type: 'notice', text, bad });
    if (bad) problems.tell(text);
    draw();
  };
  const lookAt = async (namespace: string | undefined): Promise<void> => {
    try {
      await source.lookAt(namespace);
      notice(namespace === undefined ? 'all namespaces' : `namespace ${namespace}`, false);
      remember();
    } catch (error) {
      notice(error instanceof Error ? error.message : String(error), true);
    }
  };
  const remember = (): void => {
    const now = memoryNow();
    if (model.prompt !== undefined || sameMemory(now, memory)) return;
    memory = now;
    options.onMemory?.(now);
  };
  const effect = (wanted: Effect): void => {
    switch (wanted.do) {
      case 'quit':
        closed = true;
        return parts.quit();
      case 'suspend':
        parts.suspend().then(
          () => draw(true),
          (error: unknown) => notice(`cannot be stopped: ${error instanceof Error ? error.message : String(error)}`, true),
        );
        return;
      case 'refresh':
        source.select(undefined);
        source.select(model.selected);
        return draw(true);
      case 'lookAt':
        void lookAt(wanted.namespace);
        return;
      case 'run':
        return runs.start(wanted.run, wanted.words);
      case 'stop':
        return runs.stop(wanted.run);
      case 'copy':
        parts.copy(wanted.text);
        return notice(`copied, if the terminal allows it: ${wanted.text}`, false);
      case 'replay':
        return wishReplay(source, wanted.wish);
    }
  };
  const apply = (event: ScreenEvent): void => {
    const outcome = updateScreen(sceneNow(), event);
    model = outcome.model;
    if (event.type === 'ended' && event.exit !== 0) {
      const page = model.pages.find((known) => known.at === 'command' && known.run === event.run);
      if (page?.at === 'command') problems.tell(`${page.title} ended with exit code ${String(event.exit)}`);
    }
    for (const wanted of outcome.effects) if (!closed) effect(wanted);
  };

  // The state is asked for by the picture only: until then the source tells nothing more, however much changes.
  const unsubscribe = source.subscribe(() => drawSoon());
  draw();
  // A clock that ticks would be read out each time.
  if (!options.screenReader) tick();

  return {
    press: (keys) => {
      for (const key of keys) {
        if (closed) return;
        // The next key is judged by what this one made of the screen.
        apply({ type: 'key', key });
        model = settleModel(sceneNow());
      }
      remember();
      draw();
    },
    paste: (text) => {
      apply({ type: 'paste', text });
      draw();
    },
    resize: (next) => {
      size = next;
      draw(true);
    },
    logged: (line) => {
      caught.push(line);
      if (caught.length > CAUGHT_LINES) caught.shift();
      drawSoon();
    },
    close: () => {
      closed = true;
      cancelFrame?.();
      cancelTick?.();
      unsubscribe();
      runs.stopAll();
      source.select(undefined);
      return problems.last;
    },
  };
}
