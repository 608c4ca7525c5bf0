import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CUSTOM_RESOURCE_DEFINITION } from '../../kernel/builtin-types.ts';
import { SYSTEMS } from '../../registry.ts';
import { COMMAND_RIGHTS } from './auth/command-rights.ts';
import { COMMANDS } from './command-table.ts';
import { commandNamed } from './command-words.ts';
import { commonFlags, globalFlags, VALUE_FORMS } from './flags.ts';

const FOLDER = path.resolve(import.meta.dirname, '..');
const EVERY_SYSTEM = { systems: SYSTEMS.map(({ id }) => id) };
const commands = await Promise.all(
  Object.keys(COMMANDS).map(async (id) => {
    const loaded = await commandNamed(id, EVERY_SYSTEM)?.load();
    if (loaded === undefined) throw new Error(`no entry point offers ${id}`);
    return { id, command: loaded.default };
  }),
);

/** Where the file of a command must be: that of a system's command is in the system's folder. */
function nameOfFile(id: string): string {
  const command = COMMANDS[id];
  return typeof command === 'object' ? `${command.systems[0]} ${id}` : id;
}

test('every command file is in the table, under its own name', async () => {
  const files = (await readdir(FOLDER, { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.split(path.sep).includes('shared'),
  );
  const ids = files.map((name) => name.replace(/\.ts$/, '').replaceAll(path.sep, ' '));
  expect(Object.keys(COMMANDS).map(nameOfFile).toSorted()).toEqual(ids.toSorted());
});

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete']);

/** `logs -f` is what everybody types; it takes no manifests. */
const OWN_LETTERS: readonly string[] = ['logs -f', 'operator logs -f'];

test.each(commands)('$id redefines no global flag, and no letter means two things', ({ id, command }) => {
  const own = Object.entries(command.flags);
  expect(own.filter(([name]) => name in globalFlags)).toEqual([]);
  const shared = new Map(
    Object.entries(commonFlags).flatMap(([name, flag]) => (flag.char === undefined ? [] : [[flag.char, name] as const])),
  );
  for (const [name, flag] of own) {
    if (flag.char === undefined || !shared.has(flag.char) || OWN_LETTERS.includes(`${id} -${flag.char}`)) continue;
    expect(`${flag.char} ${name}`).toBe(`${flag.char} ${shared.get(flag.char)}`);
  }
});

test.each(commands)('$id has the shared form of every shared flag', ({ command }) => {
  for (const [name, flag] of Object.entries(command.flags)) {
    const common = Object.entries(commonFlags).find(([candidate]) => candidate === name)?.[1];
    if (common === undefined) continue;
    expect([name, flag.type, flag.char]).toEqual([name, common.type, common.char]);
  }
});

test.each(commands)('$id says what it has to do with what the server serves, as its rights have it', ({ id, command }) => {
  const { others = [], reconciles = false } = COMMAND_RIGHTS[id] ?? {};
  const changes = others.some(({ type, verbs }) => type === CUSTOM_RESOURCE_DEFINITION && verbs.some((verb) => WRITES.has(verb)));
  const isCareful = reconciles || id.startsWith('sandbox ');
  expect(command.servedTypes).toBe(changes ? 'changed' : isCareful ? 'anew' : 'remembered');
});

test.each(commands)('$id has a summary, and words are never read from standard input', ({ command }) => {
  expect(command.summary).toMatch(/^[A-Z].*\.$/);
  for (const argument of Object.values(command.args)) expect(argument.ignoreStdin).toBe(true);
});

test('a flag whose value may be left out exists', () => {
  expect(Object.keys(VALUE_FORMS).filter((name) => !(name in commonFlags))).toEqual([]);
});
