import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import { memoryFile, readMemory, worthKeeping, writeMemory } from './screen-memory.ts';

const FACTS = { context: 'kind/dev', server: 'https://a' };

test('each context of each server has a file of its own, below XDG_STATE_HOME or the home folder', () => {
  const own = memoryFile({ XDG_STATE_HOME: '/state', HOME: '/home/a' }, FACTS);
  expect(own).toMatch(/^\/state\/aistack\/top\/kind_dev-[0-9a-f]{12}\.json$/);
  expect(memoryFile({ XDG_STATE_HOME: '/state' }, { ...FACTS, server: 'https://b' })).not.toBe(own);
  expect(memoryFile({ XDG_STATE_HOME: 'relative', HOME: '/home/a' }, FACTS)).toMatch(/^\/home\/a\/\.local\/state\/aistack\/top\//);
  expect(memoryFile({}, FACTS)).toBeUndefined();
});

test('what is kept is read again; a damaged file is as none', async () => {
  const file = path.join(tempDir(), 'a', 'b.json');
  expect(await readMemory(file)).toEqual({});
  await writeMemory(file, { sort: '-age', filter: 'ill', namespace: 'prod' });
  await writeMemory(file, { sort: 'name' });
  expect(await readMemory(file)).toEqual({ sort: 'name' });
  expect(await readdir(path.dirname(file))).toEqual(['b.json']);
  await writeFile(file, '{"sort": 7, "filter": ');
  expect(await readMemory(file)).toEqual({});
});

test.each([
  ['chosen on the screen', { namespace: 'team' }, { namespace: 'default', isGiven: false, home: 'default' }, {}, { namespace: 'team' }],
  ['all, chosen on the screen', {}, { namespace: 'default', isGiven: false, home: 'default' }, {}, { namespace: '*' }],
  ['of a flag', { namespace: 'x' }, { namespace: 'x', isGiven: true, home: 'default' }, { namespace: 'team' }, { namespace: 'team' }],
  ['all, of a flag', {}, { namespace: undefined, isGiven: true, home: 'default' }, {}, {}],
  ['of the context', { namespace: 'default' }, { namespace: 'team', isGiven: false, home: 'default' }, { namespace: 'team' }, {}],
])('a namespace %s', (_name, memory, began, kept, expected) => {
  expect(worthKeeping({ ...memory, sort: 'age' }, began, kept)).toEqual({ ...expected, sort: 'age' });
});
