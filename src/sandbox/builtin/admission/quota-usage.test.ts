import { expect, test } from 'vitest';
import { minimal } from '../../../../test/conformance/support/builtin-objects.ts';
import { builtinService } from '../../../../test/support/builtin-service-client.ts';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { quotaUsage } from './quota-usage.ts';

const { client, storage } = builtinService(fakeClock());
const inside = (plural: string): string => `/api/v1/namespaces/default/${plural}`;
const named = (object: object, name: string): object => ({ ...object, metadata: { name } });

async function usage(spec: object): Promise<Readonly<Record<string, string>>> {
  await client.request('POST', inside('resourcequotas'), { body: named(minimal.quota(spec as never), 'q') });
  const quota = storage.get('resourcequotas', { namespace: 'default', name: 'q' });
  await client.request('DELETE', inside('resourcequotas/q'));
  return quota === undefined ? {} : quotaUsage(quota, storage);
}

test('everything is counted in the form of its bound', async () => {
  await client.request('POST', inside('serviceaccounts'), { body: named(minimal.serviceAccount(), 'default') });
  const resources = { requests: { cpu: '250m' }, limits: { memory: '512Mi' } };
  for (const name of ['a', 'b']) await client.request('POST', inside('pods'), { body: named(minimal.pod({ resources }), name) });
  await client.request('POST', inside('persistentvolumeclaims'), { body: minimal.claim() });
  expect(
    await usage({
      hard: { pods: '9', 'requests.cpu': '4', 'limits.memory': '4Gi', 'requests.storage': '9Gi', 'count/services': '5', secrets: '1' },
    }),
  ).toEqual({
    pods: '2',
    'requests.cpu': '500m',
    'limits.memory': '1Gi',
    'requests.storage': '1Gi',
    'count/services': '1',
    secrets: '0',
  });
});

test('pods that ended take nothing but their place', async () => {
  const pod = storage.get('pods', { namespace: 'default', name: 'a' });
  if (pod !== undefined) storage.replace('pods', { ...pod, status: { phase: 'Succeeded' } });
  expect(await usage({ hard: { pods: '9', 'count/pods': '9', 'requests.cpu': '4' } })).toEqual({
    pods: '1',
    'count/pods': '2',
    'requests.cpu': '250m',
  });
});

test('a scope narrows a quota to pods of that scope', async () => {
  expect(await usage({ hard: { pods: '9' }, scopes: ['BestEffort'] })).toEqual({ pods: '0' });
  expect(await usage({ hard: { pods: '9' }, scopes: ['NotBestEffort'] })).toEqual({ pods: '1' });
});
