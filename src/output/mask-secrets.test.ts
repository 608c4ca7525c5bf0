import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MASK, maskSecrets } from './mask-secrets.ts';
import { toJson, toList, toYaml } from './print-object.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function secret(value: string): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', annotations: { [LAST_APPLIED]: `{"data":{"key":"${value}"}}`, kept: 'yes' } },
    data: { key: value },
    stringData: { other: value },
  };
}

test('keys stay, values go', () => {
  expect(maskSecrets(secret('hunter2'))).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', annotations: { [LAST_APPLIED]: MASK, kept: 'yes' } },
    data: { key: MASK },
    stringData: { other: MASK },
  });
});

test('no secret value reaches any output, alone or in a List', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9+/]{12,40}$/).filter((text) => !'apiVersionkindSecretmetadata'.includes(text));
  fc.assert(
    fc.property(value, (text) => {
      const one = secret(text);
      for (const output of [toJson(one), toYaml(one), toJson(toList([one])), toYaml(toList([{ kind: 'List', items: [one] }]))]) {
        expect(output).not.toContain(text);
      }
    }),
  );
});

test('other kinds are left as they are, a Secret of another group among them', () => {
  const foreign = { apiVersion: 'example.com/v1', kind: 'Secret', data: { a: 'b' } };
  expect(maskSecrets(foreign)).toBe(foreign);
  const map = { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } };
  expect(maskSecrets(map)).toBe(map);
});
