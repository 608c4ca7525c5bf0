import { expect, onTestFinished, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import type { ApiErrorReason } from '../../cluster/api-error.ts';
import { DEPLOYMENT, LEASE } from '../../kernel/builtin-types.ts';
import { microTimestamp } from '../../kernel/clock.ts';
import { keyOf, type KubeObject } from '../../kernel/kube-object.ts';
import { silentLog, type Log } from '../../kernel/log.ts';
import { acquireLeaseGuard, OperatorRunningError, type LeaseGuard, type LeaseGuardOptions } from './lease-guard.ts';
import { SCOPE_ANNOTATION } from './lease.ts';

const OPERATOR = { leaseName: 'widgets.test.dev', namespace: 'operator-ns', deployment: 'widget-operator', image: 'widgets/operator' };

/** Leases and operator Deployments of a cluster; `refused` are refused with a reason, as `verb resource` or `verb resource namespace`. */
interface Bench extends ScriptedApi {
  readonly clock: FakeClock;
  readonly leases: Map<string, KubeObject>;
  readonly deployments: KubeObject[];
  readonly refused: Map<string, ApiErrorReason>;
  readonly warnings: string[];
  onStored: () => void;
  readonly guard: (options?: Partial<LeaseGuardOptions>) => Promise<LeaseGuard>;
  readonly held: () => readonly string[];
}

function bench(): Bench {
  const clock = fakeClock();
  const leases = new Map<string, KubeObject>();
  const deployments: KubeObject[] = [];
  const refused = new Map<string, ApiErrorReason>();
  const check = ({ verb, resource, key }: RecordedCall): void => {
    const namespace = key?.split('/')[0] ?? '';
    const what = `${verb} ${resource.split('.')[0] ?? ''}`;
    const reason = refused.get(what) ?? refused.get(`${what} ${namespace}`);
    if (reason !== undefined) throw sampleError(reason);
  };
  const all = (resource: string): readonly KubeObject[] => (resource.startsWith('leases') ? [...leases.values()] : deployments);
  const store = (call: RecordedCall): KubeObject => {
    check(call);
    const sent = call.body as KubeObject;
    const stored = sampleObject(LEASE, sent.metadata, { spec: sent['spec'], metadata: { annotations: sent.metadata.annotations ?? {} } });
    leases.set(keyOf(sent.metadata), stored);
    at.onStored();
    return stored;
  };
  const scripted = scriptedApi({
    list: (call) => {
      check(call);
      const name = String(call.options['fieldSelector']).replace('metadata.name=', '');
      return { items: all(call.resource).filter(({ metadata }) => metadata.name === name), resourceVersion: '1' };
    },
    get: (call) => {
      check(call);
      const found = all(call.resource).find(({ metadata }) => keyOf(metadata) === call.key);
      if (found === undefined) throw sampleError('NotFound');
      return found;
    },
    create: store,
    replace: store,
  });
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (message) => warnings.push(message) };
  const at: Bench = {
    ...scripted,
    clock,
    leases,
    deployments,
    refused,
    warnings,
    onStored: () => undefined,
    guard: async (options = {}) => {
      const guard = await acquireLeaseGuard({
        api: scripted.api,
        clock,
        log,
        operator: OPERATOR,
        identity: 'me',
        contextNamespace: 'context-ns',
        ...options,
      });
      onTestFinished(async () => guard.release());
      return guard;
    },
    held: () =>
      [...leases].filter(([, lease]) => (lease['spec'] as { holderIdentity: string }).holderIdentity === 'me').map(([key]) => key),
  };
  return at;
}

function addLease(at: Bench, namespace: string, scope: string | undefined, holderIdentity = 'other'): void {
  const spec = { holderIdentity, leaseDurationSeconds: 15, renewTime: microTimestamp(at.clock.now()) };
  const metadata = scope === undefined ? {} : { annotations: { [SCOPE_ANNOTATION]: scope } };
  at.leases.set(`${namespace}/${OPERATOR.leaseName}`, sampleObject(LEASE, { namespace, name: OPERATOR.leaseName }, { metadata, spec }));
}

function addDeployment(at: Bench, namespace: string, readyReplicas: number, scope?: string, image = 'ghcr.io/widgets/operator:1'): void {
  const spec = { template: { spec: { containers: [{ name: 'manager', image }] } } };
  const metadata = scope === undefined ? {} : { annotations: { [SCOPE_ANNOTATION]: scope } };
  at.deployments.push(sampleObject(DEPLOYMENT, { namespace, name: OPERATOR.deployment }, { metadata, spec, status: { readyReplicas } }));
}

test('a run over the cluster takes one lease where the operator would be', async () => {
  const at = bench();
  const guard = await at.guard();
  expect(at.held()).toEqual(['operator-ns/widgets.test.dev']);
  expect(at.leases.get('operator-ns/widgets.test.dev')?.metadata.annotations).toEqual({ [SCOPE_ANNOTATION]: '*' });
  expect([guard.covers(10_000), guard.lost.aborted]).toEqual([true, false]);
  await guard.release();
  expect(at.held()).toEqual([]);
});

test('where its Deployment is, ready or not, comes before the default; a named namespace before both', async () => {
  const at = bench();
  addDeployment(at, 'elsewhere', 0);
  await at.guard();
  expect(at.held()).toEqual(['elsewhere/widgets.test.dev']);
  const named = bench();
  addDeployment(named, 'elsewhere', 0);
  await named.guard({ leaseNamespace: 'mine' });
  expect(named.held()).toEqual(['mine/widgets.test.dev']);
});

test.each<ApiErrorReason>(['NotFound', 'Forbidden'])('without an operator namespace (%s) the context’s one does', async (reason) => {
  const at = bench();
  at.refused.set('create leases operator-ns', reason);
  await at.guard();
  expect(at.held()).toEqual(['context-ns/widgets.test.dev']);
});

test('a named namespace in which no lease can be made is an error, not a reason to take another', async () => {
  const at = bench();
  at.refused.set('create leases mine', 'Forbidden');
  await expect(at.guard({ leaseNamespace: 'mine' })).rejects.toThrow('Forbidden');
  expect(at.held()).toEqual([]);
});

test('a run over namespaces takes one in each, all or none', async () => {
  const at = bench();
  await at.guard({ namespaces: ['a', 'b'] });
  expect(at.held()).toEqual(['a/widgets.test.dev', 'b/widgets.test.dev']);
  expect(at.leases.get('b/widgets.test.dev')?.metadata.annotations).toEqual({ [SCOPE_ANNOTATION]: 'b' });
  const half = bench();
  half.refused.set('create leases b', 'Forbidden');
  await expect(half.guard({ namespaces: ['a', 'b'] })).rejects.toThrow('Forbidden');
  expect(half.held()).toEqual([]);
});

test('the guard is lost with any of its leases', async () => {
  const at = bench();
  const guard = await at.guard({ namespaces: ['a', 'b'] });
  at.refused.set('replace leases b', 'Forbidden');
  await at.clock.advanceAsync(10_000);
  expect([guard.lost.aborted, guard.covers(0)]).toEqual([true, false]);
});

const REFUSALS: readonly [string, readonly string[] | undefined, (at: Bench) => void, string][] = [
  [
    'a lease of all namespaces',
    undefined,
    (at) => addLease(at, 'x', '*'),
    'other holds lease x/widgets.test.dev (all namespaces, renewed 0 s ago)',
  ],
  ['another operator’s lease, which says no scope', ['a'], (at) => addLease(at, 'x', undefined), 'other holds lease x/widgets.test.dev'],
  ['a lease of one of the namespaces', ['a', 'b'], (at) => addLease(at, 'b', 'b'), 'other holds lease b/widgets.test.dev (namespace b'],
  ['any lease, for a run over all', undefined, (at) => addLease(at, 'b', 'b'), 'other holds lease b/'],
  ['a ready operator', undefined, (at) => addDeployment(at, 'x', 1), 'deployment/widget-operator is ready in namespace x'],
  [
    'a ready operator that works in one of the namespaces',
    ['b', 'c'],
    (at) => addDeployment(at, 'x', 1, 'a,b'),
    'deployment/widget-operator is ready',
  ],
];

test.each(REFUSALS)('it refuses beside %s', async (_what, namespaces, arrange, message) => {
  const at = bench();
  arrange(at);
  const refusal: unknown = await at.guard(namespaces === undefined ? {} : { namespaces }).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(OperatorRunningError);
  expect(String(refusal)).toContain(message);
  expect(at.held()).toEqual([]);
});

test('what does not overlap, is not ready, has run out or is ours does not matter', async () => {
  const at = bench();
  addDeployment(at, 'x', 1, 'c,d');
  addDeployment(at, 'y', 0);
  addLease(at, 'c', 'c');
  addLease(at, 'dead', '*');
  at.clock.advance(15_000);
  addLease(at, 'd', 'd');
  addLease(at, 'mine', '*', 'me');
  await at.guard({ namespaces: ['a'] });
  expect(at.held()).toContain('a/widgets.test.dev');
  expect(at.warnings).toEqual([]);
});

test('a Deployment of that name that runs another image is the operator in the operator’s namespace only', async () => {
  const at = bench();
  addDeployment(at, 'x', 1, undefined, 'ghcr.io/other/manager:1');
  await at.guard();
  expect(at.held()).toEqual(['operator-ns/widgets.test.dev']);
  const home = bench();
  addDeployment(home, 'operator-ns', 1, undefined, 'mirror.local/operator:1');
  await expect(home.guard()).rejects.toThrow(OperatorRunningError);
});

test('of two runs that looked at the same moment, who sees the other steps back', async () => {
  const at = bench();
  at.onStored = () => {
    at.onStored = () => undefined;
    addLease(at, 'context-ns', '*');
  };
  await expect(at.guard()).rejects.toThrow('other holds lease context-ns/');
  expect(at.held()).toEqual([]);
});

test('who may not list looks in the operator’s namespace only', async () => {
  const at = bench();
  for (const what of ['list leases', 'list deployments']) at.refused.set(what, 'Forbidden');
  addDeployment(at, 'operator-ns', 1);
  await expect(at.guard({ namespaces: ['a'] })).rejects.toThrow(OperatorRunningError);
  expect(at.warnings).toEqual([]);
});

test('where not even that is allowed, a warning names it and the run goes on', async () => {
  const at = bench();
  for (const what of ['list leases', 'list deployments', 'get deployments', 'get leases operator-ns']) at.refused.set(what, 'Forbidden');
  await at.guard({ namespaces: ['a'] });
  expect(at.held()).toEqual(['a/widgets.test.dev']);
  expect(at.warnings.join('\n')).toContain('you may not read deployments in namespace operator-ns');
  expect(at.warnings.join('\n')).toContain('you may not read leases in namespace operator-ns');
});

test.each(['list', 'get'] as const)('whoever ends the run while a server hangs (%s) need not wait for its answer', async (verb) => {
  const end = new AbortController();
  const clock = fakeClock();
  const hang = async ({ options }: RecordedCall): Promise<never> =>
    new Promise((_resolve, reject) => {
      const { signal } = options;
      if (signal instanceof AbortSignal) signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const { api, calls } = scriptedApi({ list: verb === 'list' ? hang : { items: [], resourceVersion: '1' }, get: hang });
  const asked = acquireLeaseGuard({
    api,
    clock,
    log: silentLog,
    operator: OPERATOR,
    identity: 'me',
    contextNamespace: 'ns',
    signal: end.signal,
  }).catch((error: unknown) => error);
  await expect.poll(() => calls.some((call) => call.verb === verb)).toBe(true);
  const reason = new Error('stopped');
  end.abort(reason);
  expect(await asked).toBe(reason);
});
