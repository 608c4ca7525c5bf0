import { describe, expect, test } from 'vitest';
import { CliError } from '../../output/cli-error.ts';
import { locateCommand, normaliseFlags } from './argv.ts';
import type { Vocabulary } from './argv.ts';
import type { FlagShape } from './flag-shape.ts';

const SHAPES: readonly FlagShape[] = [
  { name: 'namespace', char: 'n', takes: 'value' },
  { name: 'output', char: 'o', takes: 'value' },
  { name: 'all-namespaces', char: 'A', takes: 'switch' },
  { name: 'watch', char: 'w', takes: 'switch' },
  { name: 'wait', takes: 'switch', negatable: true },
  { name: 'dry-run', takes: 'optional', bare: 'client' },
  { name: 'verbosity', char: 'v', aliases: ['v'], takes: 'level' },
  { name: 'as-group', takes: 'value', multiple: true },
];

const NOUNS = new Set(['tenant', 'tenants', 'mt', 'instance', 'maiainstances', 'job', 'maia']);

function vocabulary(systems: readonly string[] = []): Vocabulary {
  return {
    commands: ['get', 'status', 'version', 'scale', 'help', 'job submit', 'agent graph', 'keys list', 'tenant keys list'],
    systems,
    isNoun: (word) => NOUNS.has(word),
    flags: SHAPES,
  };
}

function located(line: string, systems?: readonly string[]): unknown {
  const { command, system, help, rest } = locateCommand(line.split(' ').filter(Boolean), vocabulary(systems));
  return `${system ?? '-'} ${command ?? '-'}${help ? ' help' : ''} | ${rest.join(' ')}`;
}

describe('locateCommand', () => {
  test.each([
    ['keys NAME list -n x', '- keys list | NAME -n x'],
    ['scale instance list', '- scale | instance list'],
    ['get tenants', '- get | tenants'],
    ['-n x get tenants', '- get | -n x tenants'],
    ['-nx get tenants', '- get | -nx tenants'],
    ['-n=x get tenants', '- get | -n=x tenants'],
    ['--namespace x get tenants', '- get | --namespace x tenants'],
    ['--namespace=get status', '- status | --namespace=get'],
    ['-n get status', '- status | -n get'],
    ['-A get tenants', '- get | -A tenants'],
    ['-An x get tenants', '- get | -An x tenants'],
    ['-v 6 get tenants', '- get | -v 6 tenants'],
    ['-vv get tenants', '- get | -vv tenants'],
    ['-v get tenants', '- get | -v tenants'],
    ['--dry-run get tenants', '- get | --dry-run tenants'],
    ['tenant get acme', '- get | tenant acme'],
    ['tenant/acme get', '- get | tenant/acme'],
    ['tenant list', '- get | tenant'],
    ['list tenants -A', '- get | tenants -A'],
    ['-n x mt list acme', '- get | -n x mt acme'],
    ['tenant -n x get acme', '- get | tenant -n x acme'],
    ['scale instance demo', '- scale | instance demo'],
    ['instance scale demo', '- scale | instance demo'],
    ['job submit', '- job submit | '],
    ['submit job --wait', '- job submit | --wait'],
    ['agent graph a', '- agent graph | a'],
    ['get job submit', '- get | job submit'],
    ['keys list acme', '- keys list | acme'],
    ['tenant keys list acme', '- tenant keys list | acme'],
    ['-n x tenant keys --watch list acme', '- tenant keys list | -n x --watch acme'],
    ['get -h', '- get help | -h'],
    ['--help', '- - help | --help'],
    ['agent -h', '- help help | agent'],
    ['tenant --help', '- help help | tenant'],
    ['mt --help', '- help help | '],
    ['get --help=x', '- get help | --help=x'],
    ['help get', '- help | get'],
    ['', '- - | '],
    ['get -- --help', '- get | -- --help'],
  ])('%s', (line, expected) => {
    expect(located(line)).toBe(expected);
  });

  test.each([
    ['maia get tenants', 'maia get | tenants'],
    ['-n x maia get tenants', 'maia get | -n x tenants'],
    ['maia tenant get acme', 'maia get | tenant acme'],
    ['maia', 'maia - | '],
    ['get maia', '- get | maia'],
  ])('in the umbrella: %s', (line, expected) => {
    expect(located(line, ['maia', 'abi'])).toBe(expected);
  });

  test.each([
    ['gte tenants', /unknown command "gte"/, /did you mean "get"/],
    ['tenant', /no command given for "tenant"/, /get tenant/],
    ['agent', /"agent" alone is no command/, /there is: agent graph/],
    ['agent grahp', /unknown command "agent grahp"/, /did you mean "agent graph"/],
    ['agent something', /unknown command "agent something"/, /there is: agent graph/],
    ['wat', /unknown command "wat"/, /help/],
    ['mt/acme gte', /unknown command "gte"/, /did you mean "get mt\/acme"/],
    ['mt wat', /unknown command "wat"/, /help/],
    ['wat -h', /unknown command "wat"/, /help/],
    ['wat get', /unknown command "wat"/, /help/],
  ])('refuses %s', (line, message, fix) => {
    const attempt = (): unknown => located(line);
    expect(attempt).toThrow(message);
    try {
      attempt();
    } catch (error) {
      expect(error).toBeInstanceOf(CliError);
      expect(error).toMatchObject({ exit: 2, fix: expect.stringMatching(fix) as string });
    }
  });
});

describe('normaliseFlags', () => {
  test.each([
    ['tenants -n x', '--namespace=x tenants'],
    ['tenants -nx -ojson', '--namespace=x --output=json tenants'],
    ['-Aojson tenants', '--all-namespaces --output=json tenants'],
    ['-Aw tenants', '--all-namespaces --watch tenants'],
    ['--all-namespaces=true tenants', '--all-namespaces tenants'],
    ['--all-namespaces=false tenants', 'tenants'],
    ['-A=false tenants', 'tenants'],
    ['-A -A=F tenants', 'tenants'],
    ['--wait=false', '--no-wait'],
    ['--no-wait', '--no-wait'],
    ['--no-wait --wait', '--wait'],
    ['--dry-run x', '--dry-run=client x'],
    ['--dry-run=server x', '--dry-run=server x'],
    ['-v', '--verbosity=1'],
    ['-vvv', '--verbosity=3'],
    ['-v -v', '--verbosity=2'],
    ['-v6', '--verbosity=6'],
    ['-v 6 x', '--verbosity=6 x'],
    ['-v=6', '--verbosity=6'],
    ['--v=6', '--verbosity=6'],
    ['-v x', '--verbosity=1 x'],
    ['-n a -n b', '--namespace=b'],
    ['--as-group a x --as-group=b', '--as-group=a --as-group=b x'],
    ['-n -A', '--namespace=-A'],
    ['a -- -b --nope', '-- a -b --nope'],
    ['-o json -- a', '--output=json a'],
    ['-', '-'],
  ])('%s', (line, expected) => {
    expect(normaliseFlags(line.split(' '), SHAPES).join(' ')).toBe(expected);
  });

  test.each([
    ['--nope', /unknown flag --nope/],
    ['--nope=1', /unknown flag --nope$/],
    ['-x', /unknown flag -x/],
    ['-Ax', /unknown flag -x/],
    ['--no-watch', /unknown flag --no-watch/],
    ['--watch=maybe', /invalid value "maybe" for --watch/],
    ['--namespace', /--namespace needs a value/],
    ['a -n', /-n needs a value/],
  ])('refuses %s', (line, message) => {
    expect(() => normaliseFlags(line.split(' '), SHAPES)).toThrow(message);
  });

  test('suggests the flag that was meant, and never repeats the value that came with it', () => {
    expect.assertions(1);
    try {
      normaliseFlags(['--namespce=hunter2'], SHAPES);
    } catch (error) {
      expect(error).toMatchObject({ message: 'unknown flag --namespce', fix: 'did you mean --namespace?' });
    }
  });
});
