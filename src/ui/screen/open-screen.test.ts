import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { fakeTerminal, settled, type FakeTerminal } from '../../../test/support/fake-terminal.ts';
import { fiveSystems, LIVE_NOW } from '../../../test/support/live-states.ts';
import { testSource, type TestSource } from '../../../test/support/screen-rig.ts';
import { openScreen } from './open-screen.tsx';
import type { CaughtConsole, ScreenEnd, ScreenOptions } from './screen-options.ts';

const ENTER_ALTERNATE = '\u001B[?1049h';
const LEAVE_ALTERNATE = '\u001B[?1049l';
const SHOW_CURSOR = '\u001B[?25h';

interface Opened {
  readonly terminal: FakeTerminal;
  readonly source: TestSource;
  readonly clock: FakeClock;
  readonly end: Promise<ScreenEnd>;
  readonly abort: AbortController;
  readonly stops: string[];
  crash(): void;
}

async function opened(given: Partial<ScreenOptions> = {}): Promise<Opened> {
  const terminal = fakeTerminal(120, 32);
  const source = testSource(fiveSystems());
  const clock = fakeClock(LIVE_NOW);
  const abort = new AbortController();
  const stops: string[] = [];
  let crash = (): void => undefined;
  const end = openScreen(
    source,
    {
      stdin: terminal.stdin,
      stdout: terminal.stdout,
      signal: abort.signal,
      now: clock.now,
      theme: 'default',
      icons: true,
      allowActions: false,
      refreshMs: 1000,
      bin: 'kubectl aistack',
      screenReader: false,
      ...given,
    },
    {
      after: clock.after,
      timeOfDay: (ms) => new Date(ms).toISOString().slice(11, 19),
      stop: async () => {
        stops.push(terminal.written().slice(-400));
      },
      onCrash: (restore) => {
        crash = restore;
        return () => undefined;
      },
    },
  );
  await settled();
  return { terminal, source, clock, end, abort, stops, crash: () => crash() };
}

/** What a terminal that is given back must have been told. */
function expectRestored({ terminal, source }: Opened): void {
  const text = terminal.written();
  expect(text.lastIndexOf(LEAVE_ALTERNATE)).toBeGreaterThan(text.lastIndexOf(ENTER_ALTERNATE));
  expect(text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(text.lastIndexOf(ENTER_ALTERNATE));
  expect(text.lastIndexOf('\u001B[?2004l')).toBeGreaterThan(text.lastIndexOf('\u001B[?2004h'));
  expect(terminal.state).toEqual({ raw: false, referenced: false });
  expect(terminal.stdout.listenerCount('resize')).toBe(0);
  expect(source.listeners.size).toBe(0);
}

test.each([
  ['q', 'quit'],
  ['\u0003', 'quit'],
  ['?q', 'quit'],
])('%j gives the terminal back', async (keys, reason) => {
  const screen = await opened();
  expect(screen.terminal.written()).toContain(ENTER_ALTERNATE);
  expect(screen.terminal.state).toEqual({ raw: true, referenced: true });
  await screen.terminal.type(keys);
  expect(await screen.end).toEqual({ reason });
  await settled();
  expectRestored(screen);
});

test('a signal gives the terminal back', async () => {
  const screen = await opened();
  screen.abort.abort();
  expect(await screen.end).toEqual({ reason: 'signal' });
  await settled();
  expectRestored(screen);
});

test('a signal before the start: nothing is drawn', async () => {
  const screen = await opened({ signal: AbortSignal.abort() });
  expect(await screen.end).toEqual({ reason: 'signal' });
  expect(screen.terminal.written()).toBe('');
});

test('before a crash is told, the normal screen is back', async () => {
  const screen = await opened();
  screen.crash();
  expect(screen.terminal.written().lastIndexOf(LEAVE_ALTERNATE)).toBeGreaterThan(0);
  await screen.end;
});

test('an error while drawing gives the terminal back and is told', async () => {
  const screen = await opened();
  const { connection: _none, ...broken } = fiveSystems();
  await expect(
    (async () => {
      screen.source.show(broken as ReturnType<typeof fiveSystems>);
      await screen.clock.advanceAsync(200);
      await screen.end;
    })(),
  ).rejects.toThrow(/undefined/);
  screen.abort.abort();
  await settled();
  expectRestored(screen);
});

test('keys reach the screen: one by one, as arrows, in a piece', async () => {
  const { terminal, source, abort, end } = await opened();
  await terminal.type('\u001B[B');
  expect(source.selected.at(-1)).toBe('MarieJob/docs/ocr-114');
  await terminal.type('jj');
  expect(source.selected.at(-1)).toBe('MaiaTenant/prod/acme');
  await terminal.type('w');
  expect(source.ran[0]?.words).toEqual(['why', 'maiatenant/acme', '-n', 'prod']);
  // A paste is no keys.
  await terminal.type('\u001B[200~q\u001B[201~');
  abort.abort();
  expect(await end).toEqual({ reason: 'signal' });
});

/** How many characters were written until the end, which writes what was held back. */
async function writtenUntilEnd({ terminal, abort, end }: Opened): Promise<number> {
  abort.abort();
  await end;
  await settled();
  return terminal.written().length;
}

test('what does not change is not written, and a tick writes little', async () => {
  // Leaving and giving the terminal back takes this much by itself.
  const plain = await writtenUntilEnd(await opened());
  expect(plain).toBeGreaterThan(3_000);

  const still = await opened({ now: () => LIVE_NOW });
  for (let round = 0; round < 20; round++) {
    still.source.show({ ...still.source.state() });
    await still.clock.advanceAsync(500);
  }
  expect(await writtenUntilEnd(still)).toBe(plain);

  const ticking = await opened();
  await ticking.clock.advanceAsync(1_000);
  const ticked = await writtenUntilEnd(ticking);
  // The clock in the first line, and the ages of a second.
  expect(ticked).toBeGreaterThan(plain);
  expect(ticked - plain).toBeLessThan(600);
});

test('ctrl-Z hands the terminal over, and takes it back', async () => {
  const screen = await opened();
  await screen.terminal.type('\u001A');
  const [before] = screen.stops;
  expect(before).toContain(LEAVE_ALTERNATE);
  await settled();
  const after = screen.terminal.written();
  expect(after.lastIndexOf(ENTER_ALTERNATE)).toBeGreaterThan(after.lastIndexOf(LEAVE_ALTERNATE));
  expect(screen.terminal.state.raw).toBe(true);
  await screen.terminal.type('q');
  await screen.end;
  await settled();
  expectRestored(screen);
});

test('a new size is drawn at once, on an empty screen', async () => {
  const { terminal, abort, end } = await opened();
  const before = terminal.written().length;
  terminal.resize(70, 20);
  const text = (): string => terminal.written().slice(before);
  await expect.poll(text).toContain('NOT READY FIRST');
  expect(text().indexOf('\u001B[H\u001B[J')).toBeLessThan(text().indexOf('NOT READY FIRST'));
  abort.abort();
  await end;
});

test('the console is caught while the screen is up', async () => {
  const told: unknown[] = [];
  const note = (...parts: readonly unknown[]): void => {
    told.push(...parts);
  };
  const console: CaughtConsole = { debug: note, error: note, info: note, log: note, trace: note, warn: note };
  const { terminal, abort, end, clock } = await opened({ console });
  console.warn('something odd', { seen: 3 });
  await terminal.type('~');
  await clock.advanceAsync(200);
  await expect.poll(terminal.written).toContain('something odd {"seen":3}');
  expect(told).toEqual([]);
  abort.abort();
  await end;
  console.warn('afterwards');
  expect(told).toEqual(['afterwards']);
});

test('a copied name goes to the terminal as OSC 52', async () => {
  const { terminal, abort, end } = await opened();
  await terminal.type('c');
  expect(terminal.written()).toContain(`\u001B]52;c;${Buffer.from('vision').toString('base64')}\u0007`);
  abort.abort();
  await end;
});

test('for a screen reader there is no other screen', async () => {
  const screen = await opened({ screenReader: true });
  expect(screen.terminal.written()).toContain('1 of 14: AbiInstance ml/vision, failed,');
  expect(screen.terminal.written()).not.toContain(ENTER_ALTERNATE);
  await screen.terminal.type('q');
  await screen.end;
});
