import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { MeasureText } from '../../output/display-width.ts';
import { measureFor } from '../../output/display-width.ts';
import { fiveSystems, liveRow, LIVE_NOW, lostConnection, manyRows } from '../../../test/support/live-states.ts';
import { keysOf, screenRig, testSource } from '../../../test/support/screen-rig.ts';
import type { LiveRow } from '../live-source.ts';
import { layoutFor } from './layout.ts';

const ESCAPE = '\u001B';
const STYLES = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');
/** Keys that lead to each kind of picture. */
const WAYS: readonly (readonly string[])[] = [
  [],
  ['enter'],
  ['t'],
  ['?'],
  ['~'],
  ['w'],
  ['ctrl-d', 'v'],
  ['s', '3', 'enter'],
  ['p'],
  ['/', ...keysOf('a long filter that is wider than a small terminal, by far')],
  [':', ...keysOf('de')],
  ['n'],
  ['tab', 'tab', 'j'],
  ['a', 'G'],
  ['f'],
];

let measure: MeasureText;
beforeAll(async () => {
  measure = await measureFor(['✔']);
});

/** 40 sizes: from far too small to huge, all edges of the layouts among them. */
const SIZES = [20, 59, 60, 79, 80, 109, 110, 240].flatMap((columns) => [5, 15, 16, 24, 60].map((rows) => ({ columns, rows })));

test.each(SIZES)('$columns x $rows: no line is wider, no picture higher than one line less, whatever is open', async (size) => {
  const wide = liveRow({
    system: 'kaos',
    kind: 'Agent',
    namespace: '名前空間',
    name: '長い名前のエージェント'.repeat(6),
    health: 'failed',
    phase: '失敗',
  });
  const state = lostConnection();
  const refused = { ...state.connection, refused: ['tenants.neurallog.io'] };
  const rows = new Map([...state.rows, [wide.id, { ...wide, message: `\u001B[2J\u0007\u200Fevil\n${'界'.repeat(200)}` }]]);
  for (const live of [fiveSystems(), { ...state, connection: refused, rows, changes: 99 }]) {
    for (const keys of WAYS) {
      const options = { allowActions: keys.length % 2 === 0, icons: keys.length % 3 !== 0, theme: 'default' as const };
      const rig = await screenRig(live, { ...size, options });
      rig.press(keys);
      const lines = (rig.frames.at(-1) ?? []).map((line) => line.replaceAll(STYLES, ''));
      rig.close();
      expect(lines.length).toBe(size.rows - 1);
      expect(lines.filter((line) => measure(line) > size.columns || /[\p{Cc}\u200F]/u.test(line))).toEqual([]);
    }
  }
});

test('the layouts begin where they have room', () => {
  expect([
    layoutFor({ columns: 110, rows: 30 }),
    layoutFor({ columns: 109, rows: 30 }),
    layoutFor({ columns: 200, rows: 29 }),
    layoutFor({ columns: 79, rows: 40 }),
    layoutFor({ columns: 60, rows: 16 }),
    layoutFor({ columns: 60, rows: 15 }),
  ]).toEqual(['wide', 'normal', 'normal', 'compact', 'compact', 'minimal']);
});

test('any keys in any order: always a picture that fits', async () => {
  const key = fc.oneof(
    fc.constantFrom('up', 'down', 'pgdn', 'enter', 'esc', 'tab', 'backspace', 'ctrl-d', 'ctrl-r', 'space', 'home', 'end'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(key, { maxLength: 40 }), fc.constantFrom(...SIZES), async (keys, size) => {
      const rig = await screenRig(fiveSystems(), { ...size, options: { allowActions: true } });
      rig.press(keys);
      const lines = rig.frames.at(-1) ?? [];
      rig.close();
      return lines.length === size.rows - 1 && lines.every((line) => measure(line.replaceAll(STYLES, '')) <= size.columns);
    }),
    { numRuns: 60, seed: 7 },
  );
});

/** Rows that count how often what only a drawn row needs is read. */
function counted(count: number): { readonly rows: ReadonlyMap<string, LiveRow>; readonly touched: () => number } {
  let reads = 0;
  const rows = manyRows(count, (row) =>
    Object.defineProperty({ ...row }, 'createdAt', {
      enumerable: true,
      get: () => {
        reads++;
        return row.createdAt;
      },
    }),
  );
  return { rows, touched: () => reads };
}

test('with 5,000 objects a picture costs the rows that are seen', async () => {
  const { rows, touched } = counted(5_000);
  const source = testSource(fiveSystems({ rows, changes: 5_000 }));
  const rig = await screenRig(source.state(), { source });
  expect(touched()).toBe(8);
  for (const key of ['j', 'pgdn', 'G', 'g']) {
    const before = touched();
    rig.press([key]);
    expect(touched() - before, key).toBe(8);
  }
});

test('the order is made anew only when objects or terms change', async () => {
  let sorted = 0;
  const rows = manyRows(500, (row) =>
    Object.defineProperty({ ...row }, 'sinceAt', {
      enumerable: true,
      get: () => {
        sorted++;
        return row.sinceAt;
      },
    }),
  );
  const source = testSource(fiveSystems({ rows, changes: 500 }));
  const rig = await screenRig(source.state(), { source });
  const first = sorted;
  expect(first).toBeGreaterThan(0);
  rig.press(['j', 'k', 'tab', 'enter', 'esc']);
  await rig.clock.advanceAsync(5_000);
  expect(sorted).toBe(first);
  source.show({ ...source.state(), changes: 501 });
  await rig.clock.advanceAsync(200);
  expect(sorted).toBeGreaterThan(first);
});

test('pictures follow each other by 200 ms, however much changes; keys are drawn at once', async () => {
  const rig = await screenRig(fiveSystems());
  const { source, clock } = rig;
  const rename = (index: number): void => {
    const row = liveRow(
      { system: 'kaos', kind: 'Agent', namespace: 'team', name: 'moving', health: 'failed', phase: `Step${String(index)}` },
      1,
    );
    source.show({ ...source.state(), rows: new Map(source.state().rows).set(row.id, row), changes: 100 + index });
  };
  const before = rig.frames.length;
  for (let index = 0; index < 100; index++) {
    rename(index);
    await clock.advanceAsync(10);
  }
  // A second of changes every 10 ms, with the tick of the clock among them.
  expect(rig.frames.length - before).toBeLessThanOrEqual(6);
  await clock.advanceAsync(200);
  expect(rig.picture()).toContain('Step99');
  const drawn = rig.frames.length;
  rig.press(['j']);
  expect(rig.frames.length).toBe(drawn + 1);
});

test('ages tick once per second, and a picture that is the same is not drawn', async () => {
  const rig = await screenRig(fiveSystems());
  const before = rig.frames.length;
  await rig.clock.advanceAsync(5_000);
  expect(rig.frames.length - before).toBe(5);
  const still = await screenRig(fiveSystems(), { options: { now: () => LIVE_NOW } });
  const drawn = still.frames.length;
  for (let index = 0; index < 50; index++) {
    still.source.show(still.source.state());
    await still.clock.advanceAsync(500);
  }
  expect(still.frames.length).toBe(drawn);
});

test('a new size is drawn at once', async () => {
  const rig = await screenRig(fiveSystems());
  rig.resize({ columns: 70, rows: 20 });
  expect(rig.frames.at(-1)?.length).toBe(19);
});

test.each(['default', 'mono', 'color-blind'] as const)('theme %s says the same words', async (theme) => {
  const plain = await screenRig(fiveSystems());
  const rig = await screenRig(fiveSystems(), { options: { theme } });
  const painted = (rig.frames.at(-1) ?? []).join('\n');
  expect(painted.replaceAll(STYLES, '')).toBe((plain.frames.at(-1) ?? []).join('\n').replaceAll(STYLES, ''));
  const codes = new Set(painted.match(STYLES));
  // The row of the cursor is reversed in all of them: that is no colour.
  if (theme === 'mono') expect([...codes]).toEqual(['\u001B[7m', '\u001B[0m']);
  else expect(codes.size).toBeGreaterThan(5);
  // Red and green are what is not told apart.
  if (theme === 'color-blind') expect([...codes].filter((code) => /[[;]3[12](;|m)/.test(code))).toEqual([]);
});
