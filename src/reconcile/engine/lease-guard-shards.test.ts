import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi } from '../../../test/support/scripted-api.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import { keyOf, type KubeObject } from '../../kernel/kube-object.ts';
import { silentLog } from '../../kernel/log.ts';
import { LEASE_OF_LABEL, type Shard } from '../../kernel/shard.ts';
import { acquireLeaseGuard, type LeaseGuard, type LeaseGuardOptions } from './lease-guard.ts';
import { SCOPE_ANNOTATION } from './lease.ts';

const OPERATOR = { leaseName: 'widgets.test.dev', namespace: 'home', deployment: 'widget-operator', image: 'widgets/operator' };
const FIRST: Shard = { index: 1, of: 2 };
const SECOND: Shard = { index: 2, of: 2 };

interface Bench {
  readonly leases: ReadonlyMap<string, KubeObject>;
  readonly guard: (identity: string, options?: Partial<LeaseGuardOptions>) => Promise<LeaseGuard>;
}

/** A cluster of Leases only. `isRefused`: whether leases may not be listed in a place; undefined is all namespaces. */
function bench(isRefused: (namespace: string | undefined) => boolean = () => false): Bench {
  const clock = fakeClock();
  const leases = new Map<string, KubeObject>();
  const store = ({ body }: { readonly body?: unknown }): KubeObject => {
    const sent = body as KubeObject;
    const { annotations = {}, labels = {} } = sent.metadata;
    const stored = sampleObject(LEASE, sent.metadata, { spec: sent['spec'], metadata: { annotations, labels } });
    leases.set(keyOf(sent.metadata), stored);
    return stored;
  };
  const { api } = scriptedApi({
    list: ({ resource, options }) => {
      const { namespace, fieldSelector, labelSelector } = options as Readonly<Record<string, string | undefined>>;
      if (resource.startsWith('leases') && isRefused(namespace)) throw sampleError('Forbidden');
      const items = [...leases.values()].filter(
        ({ metadata }) =>
          resource.startsWith('leases') &&
          (namespace === undefined || metadata.namespace === namespace) &&
          (fieldSelector === undefined || fieldSelector === `metadata.name=${metadata.name}`) &&
          (labelSelector === undefined || labelSelector === `${LEASE_OF_LABEL}=${metadata.labels?.[LEASE_OF_LABEL] ?? ''}`),
      );
      return { items, resourceVersion: '1' };
    },
    get: ({ key = '' }) => {
      const found = leases.get(key);
      if (found === undefined) throw sampleError('NotFound');
      return found;
    },
    create: store,
    replace: store,
  });
  return {
    leases,
    guard: async (identity, options = {}) => {
      const shared = { api, clock, log: silentLog, operator: OPERATOR, contextNamespace: 'home' };
      const guard = await acquireLeaseGuard({ ...shared, identity, ...options });
      onTestFinished(async () => guard.release());
      return guard;
    },
  };
}

test('loops of different shards of the same number work side by side, each under its own lease that says which it is', async () => {
  const at = bench();
  await at.guard('one', { shard: FIRST });
  await at.guard('two', { shard: SECOND });
  expect([...at.leases].map(([key, { metadata }]) => [key, metadata.annotations?.[SCOPE_ANNOTATION]])).toEqual([
    ['home/widgets.test.dev-1-of-2', '* shard 1/2'],
    ['home/widgets.test.dev-2-of-2', '* shard 2/2'],
  ]);
});

test.each<[string, Partial<LeaseGuardOptions>]>([
  ['everything', {}],
  ['the same shard', { shard: SECOND }],
  ['a shard of another number', { shard: { index: 1, of: 3 } }],
  ['one namespace', { namespaces: ['team'] }],
])('beside a loop over a shard, one over %s is refused, and the other way round', async (_what, options) => {
  const at = bench();
  const shard = await at.guard('shard', { shard: SECOND });
  await expect(at.guard('late', options)).rejects.toThrow(
    /^shard holds lease home\/widgets\.test\.dev-2-of-2 \(all namespaces, shard 2\/2, /,
  );
  await shard.release();
  await at.guard('early', options);
  await expect(at.guard('shard', { shard: SECOND })).rejects.toThrow(/^early holds lease/);
});

test('in other namespaces a shard keeps nobody away', async () => {
  const at = bench();
  await at.guard('shard', { shard: FIRST, namespaces: ['a', 'b'] });
  await at.guard('whole', { namespaces: ['c'] });
  await expect(at.guard('late', { namespaces: ['b'] })).rejects.toThrow(/\(namespace a, shard 1\/2,|\(namespace b, shard 1\/2,/);
});

test('where the cluster may not be listed, shards are looked for where the operator is', async () => {
  const at = bench((namespace) => namespace === undefined);
  await at.guard('shard', { shard: FIRST });
  await expect(at.guard('whole')).rejects.toThrow(/^shard holds lease home\/widgets\.test\.dev-1-of-2/);
});

test('who may list leases in its own namespaces only sees the shards that work there, and they see it', async () => {
  const at = bench((namespace) => namespace !== 'team');
  const shard = await at.guard('shard', { shard: FIRST, namespaces: ['team'] });
  await expect(at.guard('whole', { namespaces: ['team'] })).rejects.toThrow(/^shard holds lease team\/widgets\.test\.dev-1-of-2/);
  await shard.release();
  await at.guard('whole', { namespaces: ['team'] });
  await expect(at.guard('shard', { shard: FIRST, namespaces: ['team'] })).rejects.toThrow(/^whole holds lease team\/widgets\.test\.dev /);
});

test('who may take leases takes those of the shards under their names, so that their holders see it', async () => {
  const at = bench();
  const one = await at.guard('one', { shard: FIRST });
  await at.guard('two', { shard: SECOND });
  await at.guard('taker', { seize: { from: ({ identity }) => identity !== 'taker' } });
  const holders = [...at.leases].map(([key, { spec }]) => [key, (spec as { readonly holderIdentity: string }).holderIdentity]);
  expect(holders.filter(([key]) => key?.includes('-of-'))).toEqual([
    ['home/widgets.test.dev-1-of-2', 'taker'],
    ['home/widgets.test.dev-2-of-2', 'taker'],
  ]);
  expect(one.lost.aborted).toBe(false);
  await expect(at.guard('late', { shard: FIRST })).rejects.toThrow(/^taker holds lease/);
});
