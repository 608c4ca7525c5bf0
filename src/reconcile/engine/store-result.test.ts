import { expect, test } from 'vitest';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Store } from './contract.ts';
import { StalePlanError } from './failures.ts';
import { ownerReferenceOf } from './intent.ts';
import { storeInSecret } from './store-result.ts';

type SecretStore = Extract<Store, { readonly into: 'secret' }>;

const PRIMARY = sampleWidget();
const KEY = { namespace: 'ns', name: 'keys' };
const BASE: SecretStore = { into: 'secret', key: KEY, data: { token: Buffer.from('hunter2'), old: null } };
const HUNTER2 = Buffer.from('hunter2').toString('base64');

function bench(script: Script): ScriptedApi & { readonly store: (more?: Partial<SecretStore>) => Promise<KubeObject> } {
  const scripted = scriptedApi(script);
  const context = { api: scripted.api, fieldManager: 'us', primaryType: WIDGET, primary: PRIMARY, signal: new AbortController().signal };
  return { ...scripted, store: async (more = {}) => storeInSecret(context, { ...BASE, ...more }) };
}

function secret(data: object): KubeObject {
  return sampleObject(SECRET, KEY, { data });
}

test('an absent Secret is created, controlled by the primary', async () => {
  const at = bench({ create: secret({}) });
  await at.store({ labels: { l: '1' }, annotations: { a: '2', gone: null }, finalizers: ['f'] });
  expect(at.calls).toMatchObject([{ verb: 'create', options: { fieldManager: 'us' } }]);
  expect(at.calls[0]?.body).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...KEY,
      labels: { l: '1' },
      annotations: { a: '2' },
      finalizers: ['f'],
      ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)],
    },
    type: 'Opaque',
    data: { token: HUNTER2 },
  });
});

test('in a present one single keys are merged, on the version that was read; the others are not touched', async () => {
  const at = bench({ patch: secret({}) });
  await at.store({ resourceVersion: '7', annotations: { gone: null } });
  expect(at.calls).toMatchObject([{ verb: 'patch', key: 'ns/keys' }]);
  expect(at.calls[0]?.body).toEqual({
    type: 'merge',
    body: { metadata: { resourceVersion: '7', annotations: { gone: null } }, data: { token: HUNTER2, old: null } },
  });
});

test.each<[string, Partial<SecretStore>, Script]>([
  ['a create', {}, { create: sampleError('AlreadyExists') }],
  ['a patch', { resourceVersion: '7' }, { patch: sampleError('Conflict') }],
])('%s whose answer was lost is found again by what it stored', async (_what, more, script) => {
  const at = bench({ ...script, get: secret({ token: HUNTER2, mine: 'x' }) });
  expect(await at.store(more)).toMatchObject({ data: { token: HUNTER2 } });
});

test.each([{}, { token: 'other' }, { token: HUNTER2, old: 'still there' }])(
  'another content (%j) means that somebody else was there',
  async (data) => {
    const at = bench({ patch: sampleError('Conflict'), get: secret(data) });
    const failure: unknown = await at.store({ resourceVersion: '7' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StalePlanError);
    expect(String(failure)).not.toContain('hunter2');
  },
);

test('any other refusal is told as it is', async () => {
  const forbidden = sampleError('Forbidden');
  await expect(bench({ create: forbidden }).store()).rejects.toBe(forbidden);
});
