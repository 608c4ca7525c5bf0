import { expect, test } from 'vitest';
import { knownCommands } from '../../../../test/support/command-examples.ts';
import { sourceOfValue } from './complete.ts';
import { PLACES, VALUES } from './completes.ts';
import { kindOf } from './type-words.ts';

const commands = await knownCommands();

/** The flags of a command that take a value. */
function valuesOf({ command, loaded }: (typeof commands)[number]): readonly (readonly [string, string])[] {
  const flags = Object.entries({ ...loaded.baseFlags, ...loaded.flags });
  return flags.flatMap(([name, { type }]) => (type === 'option' ? [[command, name] as const] : []));
}

test('every positional of every command has its words, or is declared free text', () => {
  const withWords = commands.filter(({ loaded }) => Object.keys(loaded.args).length > 0).map(({ command }) => command);
  expect(Object.keys(PLACES).toSorted()).toEqual(withWords.toSorted());
});

test('every flag with a value has its words, or is declared free text', () => {
  const unknown = commands.flatMap((one) => {
    const facts = { flags: { ...one.loaded.baseFlags, ...one.loaded.flags } };
    return valuesOf(one).filter(([command, name]) => sourceOfValue(command, name, facts) === undefined);
  });
  expect(unknown).toEqual([]);
});

test('no entry is left of a flag that is gone', () => {
  const known = new Set(commands.flatMap(valuesOf).flatMap(([command, name]) => [`--${name}`, `${command} --${name}`]));
  expect(Object.keys(VALUES).filter((key) => !known.has(key))).toEqual([]);
});

test('every kind that is named is one', () => {
  const sources = [
    ...Object.values(PLACES).flatMap(({ each = [], rest }) => [...each, ...(rest === undefined ? [] : [rest])]),
    ...Object.values(VALUES),
  ];
  const kinds = sources.flatMap((source) => (source.is === 'names' ? [kindOf(source.kind).kind] : []));
  expect(new Set(kinds).size).toBeGreaterThan(7);
});

test('the formats of every -o are read from its description', () => {
  const formats = commands.flatMap(({ command, loaded }) => {
    if (!('output' in loaded.flags)) return [];
    const source = sourceOfValue(command, 'output', { flags: loaded.flags });
    return source?.is === 'words' && source.words.length > 0 ? [] : [command];
  });
  expect(formats).toEqual([]);
});
