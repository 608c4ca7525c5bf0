import { expect, test } from 'vitest';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import { rejection } from '../../../../test/support/rejection.ts';
import { parseValues, readValues } from './operator-values-file.ts';

test('values are read, and what is not there stays out', () => {
  const text =
    'image: r/x:1\nreplicas: 2\nresources:\n  limits: {memory: 1Gi, cpu: 1}\nextraEnv: [{name: A, value: b}]\nwatchNamespaces: [a]\n';
  expect(parseValues(text, 'v.yaml')).toEqual({
    image: 'r/x:1',
    replicas: 2,
    resources: { requests: {}, limits: { memory: '1Gi', cpu: '1' } },
    extraEnv: [{ name: 'A', value: 'b' }],
    watchNamespaces: ['a'],
  });
  expect(parseValues('', 'v.yaml')).toEqual({});
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test.each([
  ['replica: 2', 'v.yaml: unknown key replica'],
  ['resources: {limit: {}}', 'v.yaml: unknown key resources.limit'],
  ['replicas: two', 'v.yaml: replicas is wrong'],
  ['replicas: 11', 'v.yaml: replicas is wrong'],
  ['resources: {limits: {memory: much}}', 'v.yaml: resources.limits.memory is wrong'],
  ['logFormat: xml', 'v.yaml: logFormat is wrong'],
  ['imagePullSecrets: [mine]', 'v.yaml: imagePullSecrets.0 is wrong'],
  ['- image', 'v.yaml: is no map of values'],
  ['a: [', 'v.yaml: is no YAML'],
])('%s is one error with exit 2', (text, message) => {
  expect(() => parseValues(text, 'v.yaml')).toThrow(expect.objectContaining({ exit: 2, message, fix: expect.any(String) }));
});

test('a file in which several things are wrong is told all of them at once', () => {
  const text = 'replica: 2\nreplicas: 11\nresources: {limit: {}, limits: {memory: much}}\nlogFormat: xml\nimages: [x]\n';
  const error = thrown(() => parseValues(text, 'v.yaml'));
  expect(error).toMatchObject({
    exit: 2,
    message: 'v.yaml: 6 values are wrong: replicas, resources.limits.memory, resources.limit, logFormat, replica, images',
  });
  const { why = '', fix = '' } = error as { readonly why?: string; readonly fix?: string };
  expect(why.split('; ').map((one) => one.split(':')[0])).toEqual([
    'replicas is wrong',
    'resources.limits.memory is wrong',
    'unknown key resources.limit',
    'logFormat is wrong',
    'unknown key replica',
    'unknown key images',
  ]);
  expect(why).toContain('resources.limits.memory is wrong: is no quantity, such as 512Mi or 250m');
  expect(fix).toMatch(/^mend replicas; mend resources\.limits\.memory; leave it out of resources; mend logFormat; the keys are: image, /);
  // What is told once need not be told twice.
  expect(fix.match(/the keys are/g)).toHaveLength(1);
});

test('a file that is not there is exit 2 as well', async () => {
  const path = `${tempDir()}/none.yaml`;
  expect(await rejection(readValues(path))).toMatchObject({ exit: 2, message: `${path}: cannot be read` });
});
