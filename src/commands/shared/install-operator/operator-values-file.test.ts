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

test('a file that is not there is exit 2 as well', async () => {
  const path = `${tempDir()}/none.yaml`;
  expect(await rejection(readValues(path))).toMatchObject({ exit: 2, message: `${path}: cannot be read` });
});
