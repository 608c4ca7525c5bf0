import { expect, test } from 'vitest';
import { fiveSystems } from '../../../../test/support/live-states.ts';
import { notedReplay, screenRig, testSource, type ScreenRig } from '../../../../test/support/screen-rig.ts';
import { KEY_TABLE, type KeyPlace } from './key-table.ts';

/** Keys that lead to the places where keys mean something else. */
const WAY_TO: Readonly<Record<KeyPlace, readonly string[]>> = { table: ['j', 'j'], page: ['?', 'j'], prompt: [':', 'w'], question: ['p'] };

/** Everything that can be seen of a key. */
function traces(rig: ScreenRig, asked: readonly string[]): string {
  const { source } = rig;
  return JSON.stringify([
    rig.picture(),
    source.ran.length,
    source.selected.length,
    rig.copied,
    rig.quits(),
    rig.stops(),
    asked,
    rig.memories,
  ]);
}

const CASES = KEY_TABLE.flatMap((rule) => rule.places.flatMap((place) => rule.keys.map((key) => ({ place, key, rule }))));

test.each(CASES)('$key does something in the $place', async ({ place, key, rule }) => {
  const { replay, asked } = notedReplay();
  const source = rule.replay === true ? testSource(fiveSystems(), replay) : testSource(fiveSystems());
  const rig = await screenRig(source.state(), { source, options: { allowActions: true } });
  rig.press(WAY_TO[place]);
  // Where it would do nothing, as up at the top, it is first gone the other way.
  if (rule.deed === 'last' && place === 'page') rig.press(['home']);
  if (rule.deed === 'pageDown' && place === 'page') rig.press(['home']);
  if (rule.deed === 'back' && place === 'table') rig.press(['f']);
  if (rule.deed === 'down' && place === 'page') rig.press(['k']);
  if (rule.deed === 'everyone' && place === 'page') rig.press(['esc', 'enter']);
  if (rule.deed === 'sort:problem') rig.press(['N']);
  if (rule.deed === 'tree' && place === 'page') rig.press(['esc']);
  const before = traces(rig, asked);
  rig.press([key]);
  expect(traces(rig, asked)).not.toBe(before);
});

test('the help page lists every key of the table, and no other', async () => {
  const { replay } = notedReplay();
  const rig = await screenRig(fiveSystems(), { columns: 100, rows: 100, source: testSource(fiveSystems(), replay) });
  rig.press(['?']);
  const shown = rig.picture();
  for (const { help } of KEY_TABLE) expect(shown).toContain(help);
  const listed = shown.split('\n').filter((line) => line.startsWith('   '));
  const known = KEY_TABLE.map(({ help }) => help);
  const strangers = listed.filter((line) => !known.some((help) => line.endsWith(help)));
  // The last three explain the signs.
  expect(strangers.length).toBe(3);
});
