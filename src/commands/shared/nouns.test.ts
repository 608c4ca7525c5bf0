import { expect, test } from 'vitest';
import { entryPointOf, narrowTo } from './entry-point.ts';
import { isNoun, kindNamed } from './nouns.ts';
import { parseTargets } from './targets.ts';

const maia = entryPointOf('kubectl-maia');
const umbrella = entryPointOf('kubectl-aistack');

test.each([
  ['kubectl-maia', 'tenant', 'MaiaTenant'],
  ['kubectl-maia', 'tenants', 'MaiaTenant'],
  ['kubectl-maia', 'mt', 'MaiaTenant'],
  ['kubectl-maia', 'MaiaTenant', 'MaiaTenant'],
  ['kubectl-maia', 'maiatenants.maia.cuemby.com', 'MaiaTenant'],
  ['kubectl-maia', 'maiatenants.v1alpha1.maia.cuemby.com', 'MaiaTenant'],
  ['kubectl-maia', 'instance', 'MaiaInstance'],
  ['kubectl-maia', 'maia', 'MaiaInstance'],
  ['kubectl-abi', 'instances', 'AbiInstance'],
  ['kubectl-neurallog', 'tenant', 'Tenant'],
  ['kubectl-kaos', 'agent', 'Agent'],
  ['kubectl-kaos', 'api', 'ModelAPI'],
  ['kubectl-kaos', 'mcpservers', 'MCPServer'],
  ['kubectl-marie', 'cluster', 'MarieCluster'],
  ['kubectl-marie', 'jobs', 'MarieJob'],
  ['kubectl-aistack', 'maiatenants', 'MaiaTenant'],
  ['kubectl-aistack', 'tenants.neurallog.io', 'Tenant'],
  ['kubectl-aistack', 'cluster', 'MarieCluster'],
])('%s: %s is %s', (executable, word, kind) => {
  expect(kindNamed(word, entryPointOf(executable)).kind).toBe(kind);
});

test('in the umbrella a noun of several systems lists them', () => {
  expect(() => kindNamed('tenants', umbrella)).toThrow('"tenants" may mean maiatenants.maia.cuemby.com or tenants.neurallog.io');
  expect(() => kindNamed('instance', umbrella)).toThrow('"instance" may mean maiainstances.maia.cuemby.com or abiinstances.abi.io');
});

test('narrowed to one system the same noun is clear', () => {
  expect(kindNamed('tenants', narrowTo(umbrella, 'neurallog')).kind).toBe('Tenant');
  expect(narrowTo(umbrella, 'maia')).toMatchObject({
    bin: 'kubectl aistack maia',
    executable: 'kubectl-aistack',
    system: 'maia',
    domain: 'maia.cuemby.com',
  });
});

test('a kind of another system is no noun', () => {
  expect(isNoun('agent', maia)).toBe(false);
  expect(() => kindNamed('agent', maia)).toThrow('"agent" is no type of kubectl maia');
});

const targets = (line: string): unknown =>
  parseTargets(line.split(' ').filter(Boolean), maia).map(({ kind, names }) => `${kind.plural}:${names.join(',')}`);

test.each([
  ['', []],
  ['tenants', ['maiatenants:']],
  ['all', ['maiainstances:', 'maiatenants:']],
  ['mt,mi', ['maiatenants:', 'maiainstances:']],
  ['mt,tenant', ['maiatenants:']],
  ['tenant a b', ['maiatenants:a,b']],
  ['tenant/a', ['maiatenants:a']],
  ['tenant/a mi/b mt/c', ['maiatenants:a,c', 'maiainstances:b']],
])('targets of "%s"', (line, expected) => {
  expect(targets(line)).toEqual(expected);
});

test.each([
  ['tenant/a b', /TYPE\/NAME and TYPE NAME do not mix/],
  ['tenant/', /not TYPE\/NAME/],
  ['tenant/a/b', /not TYPE\/NAME/],
  ['all x', /names cannot follow several types/],
  ['mt,mi x', /names cannot follow several types/],
  ['tenat', /"tenat" is no type/],
])('refuses "%s"', (line, message) => {
  expect(() => targets(line)).toThrow(message);
});
