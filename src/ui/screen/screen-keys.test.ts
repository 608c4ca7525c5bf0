import { expect, test } from 'vitest';
import { fiveSystems, LIVE_NOW, lostConnection } from '../../../test/support/live-states.ts';
import type { RigOptions, ScreenRig } from '../../../test/support/screen-rig.ts';
import { keysOf, notedReplay, screenRig, testSource } from '../../../test/support/screen-rig.ts';

const OPEN = { options: { allowActions: true } };

async function open(given: RigOptions = {}): Promise<ScreenRig> {
  return screenRig(given.source?.state() ?? fiveSystems(), given);
}

test('q and ctrl-C end at once; in a line that is typed q is a letter', async () => {
  const rig = await open();
  rig.press(['/', 'q']);
  expect(rig.quits()).toBe(0);
  expect(rig.picture()).toContain('/ q');
  rig.press(['ctrl-c']);
  expect(rig.quits()).toBe(1);
  for (const way of [[], ['?'], ['enter'], ['p']]) {
    const other = await open();
    other.press([...way, 'q']);
    expect(other.quits()).toBe(1);
  }
});

test('the cursor stays on its object when the order changes, and on its place when the object goes', async () => {
  const rig = await open();
  rig.press(['j', 'j']);
  const chosen = rig.source.selected.at(-1);
  expect(chosen).toBe('Agent/team/supervisor');
  rig.press(['N']);
  expect(rig.source.selected.at(-1)).toBe(chosen);
  rig.press(['P']);
  const rows = new Map(rig.source.state().rows);
  rows.delete(chosen ?? '');
  rig.source.show({ ...rig.source.state(), rows, changes: 99 });
  await rig.clock.advanceAsync(200);
  expect(rig.source.selected.at(-1)).toBe('MaiaTenant/prod/acme');
});

test('until it is moved the cursor is on the worst object', async () => {
  const rig = await open();
  const rows = new Map(rig.source.state().rows);
  rows.delete('AbiInstance/ml/vision');
  rig.source.show({ ...rig.source.state(), rows, changes: 99 });
  await rig.clock.advanceAsync(200);
  expect(rig.source.selected.at(-1)).toBe('MarieJob/docs/ocr-114');
});

test('a filter is tried while it is typed, esc leaves what was', async () => {
  const rig = await open();
  rig.press(['/', ...keysOf('kind:agent'), 'enter']);
  expect(rig.picture()).toContain('1-5 of 5');
  rig.press(['/', 'ctrl-u', ...keysOf('ns:ml'), 'esc']);
  expect(rig.picture()).toContain('filter: kind:agent');
  rig.press(['esc']);
  expect(rig.picture()).toContain('1-8 of 14');
});

test('pages show what commands write, as they write it, and end them when they are left', async () => {
  const rig = await open();
  rig.press(['l']);
  const [run] = rig.source.ran;
  expect(run?.words).toEqual(['logs', 'abiinstance/vision', '-f', '--tail=500', '-n', 'ml']);
  run?.line('first line');
  run?.line('second \u001B[31mred\u001B[0m line');
  await rig.clock.advanceAsync(200);
  expect(rig.picture()).toContain(' first line\n second red line\n');
  rig.press(['esc']);
  expect(run?.signal.aborted).toBe(true);
});

test('a page of another command takes the place of the one before', async () => {
  const rig = await open();
  rig.press(['y', 'd']);
  expect(rig.source.ran.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  rig.press(['esc']);
  expect(rig.picture()).toContain('NOT READY FIRST');
});

test('a cluster-scoped object is named without a namespace', async () => {
  const rig = await open();
  rig.press(['/', ...keysOf('orbit'), 'enter', 'w']);
  expect(rig.source.ran[0]?.words).toEqual(['why', 'tenant/orbit-labs']);
});

test.each([
  ['p', 'kubectl aistack suspend abiinstance/vision -n ml'],
  ['s', 'kubectl aistack scale abiinstance/vision --replicas=N -n ml'],
  ['ctrl-d', 'kubectl aistack delete abiinstance/vision -n ml --yes'],
])('without leave %s only shows the command, and how to allow it', async (key, command) => {
  const rig = await open();
  rig.press([key]);
  expect(rig.picture()).toContain(command);
  expect(rig.picture()).toContain('--allow-actions');
  rig.press(['y']);
  expect(rig.source.ran).toEqual([]);
  expect(rig.picture()).toContain('NOT READY FIRST');
});

test('a change is asked about and run by y only', async () => {
  const rig = await open(OPEN);
  rig.press(['s', '3', 'enter']);
  expect(rig.picture()).toContain('kubectl aistack scale abiinstance/vision --replicas=3 -n ml');
  expect(rig.picture()).toContain('Below it: 1 StatefulSet, 2 Pod, 1 Service, 2 PersistentVolumeClaim.');
  rig.press(['n']);
  expect(rig.source.ran).toEqual([]);
  rig.press(['s', '3', 'enter', 'y']);
  expect(rig.source.ran.map(({ words }) => words)).toEqual([['scale', 'abiinstance/vision', '--replicas=3', '-n', 'ml']]);
});

test('a number of pods that is none is refused', async () => {
  const rig = await open(OPEN);
  rig.press(['s', ...keysOf('many'), 'enter']);
  expect(rig.picture()).toContain('the number of pods is a whole number, not "many"');
  expect(rig.source.ran).toEqual([]);
});

test('what is suspended is resumed', async () => {
  const rig = await open(OPEN);
  rig.press(['/', ...keysOf('globex'), 'enter', 'p', 'y']);
  expect(rig.source.ran[0]?.words).toEqual(['resume', 'maiatenant/globex', '-n', 'prod']);
});

test('a deletion needs the name', async () => {
  const rig = await open(OPEN);
  rig.press(['ctrl-d', ...keysOf('visio'), 'enter']);
  expect(rig.picture()).toContain('that is not its name');
  expect(rig.source.ran).toEqual([]);
  rig.press(['n', 'enter']);
  expect(rig.source.ran[0]?.words).toEqual(['delete', 'abiinstance/vision', '-n', 'ml', '--yes']);
});

test('while the data is old nothing is changed', async () => {
  const rig = await screenRig(lostConnection(), OPEN);
  rig.press(['p', 'y']);
  expect(rig.source.ran).toEqual([]);
  const late = await open(OPEN);
  late.press(['p']);
  late.source.show(lostConnection());
  late.press(['y']);
  expect(late.source.ran).toEqual([]);
});

test('pasted text is typed in a line and nowhere else', async () => {
  const rig = await open(OPEN);
  rig.paste('s3\ry');
  expect(rig.source.ran).toEqual([]);
  expect(rig.picture()).toContain('NOT READY FIRST');
  rig.press(['/']);
  rig.paste('vision\nrest');
  expect(rig.picture()).toContain('/ vision');
});

test('commands are completed and run', async () => {
  const rig = await open();
  rig.press([':', ...keysOf('desc'), 'tab', 'enter']);
  expect(rig.source.ran[0]?.words).toEqual(['describe', 'abiinstance/vision', '-n', 'ml']);
  rig.press(['esc', ':', ...keysOf('why agent/supervisor -n team'), 'enter']);
  expect(rig.source.ran[1]?.words).toEqual(['why', 'agent/supervisor', '-n', 'team']);
  rig.press(['esc', ':', ...keysOf('agents'), 'enter']);
  expect(rig.picture()).toContain('filter: kind:agent');
  rig.press([':', ...keysOf('wyh'), 'enter']);
  expect(rig.picture()).toContain('there is no command or kind "wyh"; did you mean why?');
});

test('a typed command that changes goes the way of its key', async () => {
  const rig = await open();
  rig.press([':', ...keysOf('delete'), 'enter']);
  expect(rig.picture()).toContain('--allow-actions');
  expect(rig.source.ran).toEqual([]);
});

test('another namespace is looked at, or the reason told', async () => {
  const rig = await open();
  rig.press(['n', ...keysOf('te'), 'tab', 'enter']);
  await rig.clock.advanceAsync(0);
  expect(rig.source.lookedAt).toEqual(['team']);
  expect(rig.memories.at(-1)).toEqual({ sort: 'problem', filter: '', namespace: 'team' });
  rig.press(['n', ...keysOf('forbidden'), 'enter']);
  await rig.clock.advanceAsync(0);
  expect(rig.picture()).toContain('you may not look at namespace forbidden');
  rig.press(['n', 'enter']);
  await rig.clock.advanceAsync(0);
  expect(rig.source.lookedAt.at(-1)).toBeUndefined();
});

test('order and filter are remembered and taken up again', async () => {
  const rig = await open();
  rig.press(['A', 'A', '/', ...keysOf('team'), 'enter']);
  expect(rig.memories.at(-1)).toEqual({ sort: '-age', filter: 'team' });
  const again = await open({ options: { initial: { sort: '-age', filter: 'team' } } });
  expect(again.picture()).toContain('filter: team ─── sort: -age');
});

test('names and commands are copied', async () => {
  const rig = await open();
  rig.press(['c', 'C', 'w', 'C']);
  expect(rig.copied).toEqual([
    'vision',
    'kubectl aistack get abiinstance/vision -o yaml -n ml',
    'kubectl aistack why abiinstance/vision -n ml',
  ]);
});

test('a recording is stopped, stepped and jumped through, and cannot be changed', async () => {
  const { replay, asked } = notedReplay();
  const rig = await open({ ...OPEN, source: testSource(fiveSystems(), replay) });
  rig.press(['space', 'right', 'left', ']', '[']);
  expect(asked).toEqual(['resume', 'step 1', 'step -1', 'jump 1', 'jump -1']);
  rig.press(['p']);
  expect(rig.picture()).toContain('a recording cannot be changed');
});

test('the timeline is held where it is scrolled to, until it follows again', async () => {
  const rig = await open();
  rig.press(['tab', 'tab', 'j']);
  expect(rig.picture()).toContain('held');
  const { moments } = rig.source.state();
  const newest = {
    seq: 99,
    at: LIVE_NOW,
    what: 'event' as const,
    bad: false,
    id: 'AbiInstance/ml/vision',
    target: '',
    text: 'something new',
  };
  rig.source.show({ ...rig.source.state(), moments: [...moments, newest] });
  await rig.clock.advanceAsync(200);
  expect(rig.picture()).not.toContain('something new');
  rig.press(['g']);
  expect(rig.picture()).toContain('something new');
});

test('the last problem is what went wrong while the screen was up', async () => {
  const rig = await open();
  expect((await open()).close()).toBeUndefined();
  rig.press(['w']);
  rig.source.ran[0]?.end(1, ['error: no']);
  await rig.clock.advanceAsync(200);
  expect(rig.picture()).toContain('ended with exit code 1');
  expect(rig.close()).toBe('why AbiInstance ml/vision ended with exit code 1');
  expect(rig.source.listeners.size).toBe(0);
});
