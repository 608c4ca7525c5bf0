import { expect, test } from 'vitest';
import type { LiveState, ReplayControl } from '../live-source.ts';
import { emptyCluster, fiveSystems, LIVE_NOW, lostConnection } from '../../../test/support/live-states.ts';
import type { RigOptions, ScreenRig } from '../../../test/support/screen-rig.ts';
import { keysOf, screenRig, testSource } from '../../../test/support/screen-rig.ts';

const ESCAPE = '\u001B';
const STYLES = new RegExp(`${ESCAPE}\\[[0-9;]*m`, 'g');

function textOf(rig: ScreenRig): string {
  return rig.picture().replaceAll(STYLES, '').replaceAll(/ +$/gm, '');
}

async function expectScreen(rig: ScreenRig, name: string): Promise<void> {
  await expect(textOf(rig)).toMatchFileSnapshot(`../../../test/fixtures/screens/${name}.txt`);
}

const WIDE = { columns: 120, rows: 32 };
const NORMAL = { columns: 80, rows: 24 };
const COMPACT = { columns: 60, rows: 16 };
const SIZES = [
  ['wide', WIDE],
  ['normal', NORMAL],
  ['compact', COMPACT],
] as const;

const WHY = [
  'AbiInstance ml/vision is not ready',
  '└─ StatefulSet/vision: 0 of 2 pods are ready',
  '   └─ Pod/vision-0: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu',
  '',
  'fix: kubectl abi gpu check abiinstance/vision -n ml',
];

function playing(): ReplayControl {
  const nothing = (): void => undefined;
  return {
    position: () => ({ index: 11, total: 240, paused: true, at: LIVE_NOW - 60_000 }),
    pause: nothing,
    resume: nothing,
    step: nothing,
    jump: nothing,
  };
}

const STATES: readonly (readonly [string, () => LiveState])[] = [
  ['five-systems', fiveSystems],
  ['empty', emptyCluster],
  ['stale', lostConnection],
];

for (const [layout, size] of SIZES) {
  test.each(STATES)(`${layout}: %s`, async (name, state) => {
    await expectScreen(await screenRig(state(), size), `${layout}-${name}`);
  });

  test(`${layout}: a filter while it is typed, and what is left`, async () => {
    const rig = await screenRig(fiveSystems(), size);
    rig.press(['/', ...keysOf('team !llm')]);
    await expectScreen(rig, `${layout}-filter`);
    rig.press(['enter']);
    expect(rig.picture()).toContain('filter: team !llm');
  });

  test(`${layout}: why, as the command tells it`, async () => {
    const rig = await screenRig(fiveSystems(), size);
    rig.press(['w']);
    rig.source.ran[0]?.end(0, WHY);
    await rig.clock.advanceAsync(200);
    await expectScreen(rig, `${layout}-why`);
  });

  test(`${layout}: the question before a deletion`, async () => {
    const rig = await screenRig(fiveSystems(), { ...size, options: { allowActions: true } });
    rig.press(['ctrl-d', ...keysOf('visi')]);
    await expectScreen(rig, `${layout}-delete`);
  });

  test(`${layout}: an object as a page`, async () => {
    const rig = await screenRig(fiveSystems(), size);
    rig.press(['enter']);
    await expectScreen(rig, `${layout}-object`);
  });

  test(`${layout}: help`, async () => {
    const rig = await screenRig(fiveSystems(), size);
    rig.press(['?']);
    await expectScreen(rig, `${layout}-help`);
  });

  test(`${layout}: a recording`, async () => {
    const given: RigOptions = { ...size, source: testSource(fiveSystems(), playing()) };
    await expectScreen(await screenRig(fiveSystems(), given), `${layout}-replay`);
  });
}

test('without icons: plain ASCII', async () => {
  const rig = await screenRig(fiveSystems(), { ...WIDE, options: { icons: false } });
  await expectScreen(rig, 'wide-ascii');
  // What objects say is theirs.
  expect(textOf(rig).replaceAll('×27', '')).toMatch(/^[\n -~]*$/);
});

test('too small a terminal says so, counts, and ends with q', async () => {
  const rig = await screenRig(fiveSystems(), { columns: 50, rows: 10 });
  expect(rig.picture().trim().split('\n')).toEqual(['needs 60x16, has 50x10', '5 of 14 not ready', 'q quits']);
  rig.press(['q']);
  expect(rig.quits()).toBe(1);
});

test('a screen reader is given sentences', async () => {
  const rig = await screenRig(fiveSystems(), { ...NORMAL, options: { screenReader: true } });
  await expectScreen(rig, 'reader');
  const drawn = rig.frames.length;
  await rig.clock.advanceAsync(10_000);
  expect(rig.frames.length).toBe(drawn);
});
