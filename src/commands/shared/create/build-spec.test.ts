import { expect, test } from 'vitest';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../../kinds/maia/maia-tenant.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { CliError } from '../../../output/cli-error.ts';
import { buildSpec } from './build-spec.ts';
import type { CreateFlag } from './create-flag.ts';
import { specFlags } from './spec-flags.ts';

const CURATED: readonly CreateFlag[] = [
  { name: 'instance', description: 'The server.', path: ['instanceRef', 'name'] },
  {
    name: 'api-key',
    description: 'A key.',
    multiple: true,
    fields: (values) => values.map((value, index) => ({ path: ['apiKeys', index], value: { name: value, secretRef: { name: value } } })),
  },
];
const FLAGS = specFlags(openApiSchema(maiaTenant.spec), CURATED, ['labels']);

function tenant(flags: Readonly<Record<string, unknown>>, ...set: readonly string[]): unknown {
  return buildSpec(maiaTenant, FLAGS, { name: 'acme', flags, set });
}

function refused(flags: Readonly<Record<string, unknown>>, ...set: readonly string[]): CliError {
  try {
    tenant(flags, ...set);
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('a system can add flags of its own: a shorter name, or one for several fields', () => {
  expect(tenant({ instance: 'memory', 'api-key': ['ci', 'web'], suspended: false })).toEqual({
    instanceRef: { name: 'memory' },
    apiKeys: [
      { name: 'ci', secretRef: { name: 'ci' } },
      { name: 'web', secretRef: { name: 'web' } },
    ],
    suspended: false,
  });
});

test('--set reaches every field, with the type that the schema says, and wins over flags', () => {
  const set = [
    'spec.plan=starter',
    'quotas.maxMemories=7',
    'apiKeys[0].name=a',
    'apiKeys[0].secretRef={name: s}',
    'apiKeys[0].scopes=read,admin',
    'displayName=7',
  ];
  expect(tenant({ instance: 'm', plan: 'free' }, ...set)).toEqual({
    instanceRef: { name: 'm' },
    plan: 'starter',
    quotas: { maxMemories: 7 },
    apiKeys: [{ name: 'a', secretRef: { name: 's' }, scopes: ['read', 'admin'] }],
    displayName: '7',
  });
});

test('everything wrong is told at once, with the flag that set it or would', () => {
  const error = refused({ plan: 'gold' }, 'quotas.maxNamespaces=0');
  expect(error).toMatchObject({ exit: 2, message: 'the MaiaTenant that these flags describe is not valid' });
  expect(error.why).toContain('spec.instanceRef is required');
  expect(error.why).toMatch(/--plan: spec\.plan: .+/);
  expect(error.why).toContain('--set quotas.maxNamespaces: spec.quotas.maxNamespaces: must be at least 1');
  expect(error.fix).toBe('give it with --instance; correct --plan; correct --set quotas.maxNamespaces');
});

test('what is missing inside a list item is asked for where it is', () => {
  expect(refused({ instance: 'm' }, 'apiKeys[0].name=a')).toMatchObject({
    why: 'spec.apiKeys[0].secretRef is required',
    fix: 'give it with --set apiKeys[0].secretRef=VALUE',
  });
});

test.each([
  ['quotas.maxMemories=x', /it must be a whole number/],
  ['suspended=yes', /it must be true or false/],
  ['apiKeys=x', /it must be a list such as/],
  ['quotas=x', /it must be an object such as/],
  ['quotas={', /written as JSON or YAML/],
  ['quota.maxMemories=1', /there is no field spec\.quota/],
  ['apiKeys.name=1', /spec\.apiKeys is a list/],
  ['plan[0]=1', /spec\.plan is no list/],
  ['apiKeys[1].name=a', /leaves a gap/],
  ['=x', /is not PATH=VALUE/],
  ['a..b=x', /is no path of a field/],
  ['spec=x', /names no field/],
])('--set %s is refused', (set, message) => {
  expect(refused({ instance: 'm' }, set).message).toMatch(message);
});

test('keys that are no plain names, and maps of free keys', () => {
  const flags = specFlags(openApiSchema(maiaInstance.spec), [], []);
  const set = ['ingress.annotations["a.b/c"]=d', 'ingress.annotations.e\\.f=g'];
  expect(buildSpec(maiaInstance, flags, { name: 'acme', flags: {}, set })).toEqual({
    ingress: { annotations: { 'a.b/c': 'd', 'e.f': 'g' } },
  });
});
