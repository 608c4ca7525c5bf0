// Where a simple operator for ABI goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import type { V1Service } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import {
  applied,
  appliedSpec,
  childAs,
  children,
  conditionOf,
  failedStep,
  messageOf,
  NOON,
  planFor,
  planned,
  removed,
  replicasIn,
  running,
  settled,
  templateOf,
} from '../../../test/support/abi-cluster.ts';
import { abiInstancePrimary } from '../../../test/support/abi-instances.ts';
import { liveForm } from '../../../test/support/fake-world.ts';
import { CONFIG_MAP, DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, SERVICE, SERVICE_MONITOR, STATEFUL_SET } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { abiInstance } from './abi-instance.ts';

const SCALED = { autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 6 } };
const STORED = { storage: { size: '10Gi' } };
const SHARED = { storage: { size: '10Gi', accessModes: ['ReadWriteMany'] } };

test('10: an autoscaler by CPU finds a request to measure against, and the status says that it was added', async () => {
  const plan = await planFor({ ...SCALED, resources: { requests: { memory: '1Gi' } } });
  expect(templateOf(plan).spec.containers[0]?.resources?.requests).toEqual({ cpu: '100m', memory: '1Gi' });
  expect(messageOf(plan, 'Autoscaling')).toContain('no request of cpu');
});

test('11: an instance at zero is at rest, with its autoscaler, and comes back within the bounds', async () => {
  const zero = { replicas: 0, ...SCALED };
  const at = await planned(abiInstancePrimary(zero), { children: await running(zero) });
  expect(replicasIn(at)).toBe(0);
  expect(childAs(at, DEPLOYMENT, 'brain')).not.toHaveProperty('carried');
  expect([at.status.phase, at.status.health.status, at.status.health.message, at.blocked]).toEqual([
    'Running',
    'Unknown',
    'scaled to zero',
    undefined,
  ]);
  expect(childAs(at, HORIZONTAL_POD_AUTOSCALER, 'brain')).toBeDefined();
  const back = await planned(abiInstancePrimary({ replicas: 9, ...SCALED }), { children: await running(zero) });
  expect(replicasIn(back)).toBe(6);
  expect(childAs(back, DEPLOYMENT, 'brain')).not.toHaveProperty('carried');
});

test('12, 14: a changed configuration and a rotated key replace the pods; the configuration is stored first', async () => {
  const spec = { secrets: { openaiApiKeySecret: { name: 'keys' } } };
  const hash = async (key: string, more: object): Promise<unknown> =>
    templateOf(await planned(abiInstancePrimary({ ...spec, ...more }), { secrets: { 'apps/keys': { 'api-key': key } } })).metadata
      .annotations['abi.io/config-hash'];
  const hashes = [
    await hash('one', {}),
    await hash('two', {}),
    await hash('one', { config: { logLevel: 'debug' } }),
    await hash('one', {}),
  ];
  expect(new Set(hashes).size).toBe(3);
  const changed = await planned(abiInstancePrimary({ config: { logLevel: 'debug' } }), { children: await running({}) });
  expect(changed.steps[0]).toMatchObject({ do: 'apply', wave: [{ manifest: { kind: 'ConfigMap' } }] });
  expect(abiInstance.wakes.map(({ type }) => type.kind)).toEqual(['Secret']);
});

test('13: the hash does not depend on the order of keys, nor on the clock', async () => {
  const ordered = await planned(abiInstancePrimary({ config: { logLevel: 'warn', tracing: true } }));
  const turned = await planned(abiInstancePrimary({ config: { tracing: true, logLevel: 'warn' } }), {}, [], NOON + 1e9);
  expect(turned.status.configHash).toBe(ordered.status.configHash);
});

test('14: a missing key blocks nothing that does not need it, and is named; pods that run are left alone', async () => {
  const spec = { llm: { provider: 'anthropic' }, secrets: { anthropicApiKeySecret: { name: 'a' }, openaiApiKeySecret: { name: 'o' } } };
  const plan = await planFor(spec);
  expect(childAs(plan, DEPLOYMENT, 'brain')).toBeDefined();
  expect(conditionOf(plan, 'SecretsResolved')).toBe('False/SecretNotFound');
  expect(plan.blocked).toMatchObject({
    kind: 'stuck',
    reason: 'SecretNotFound',
    fix: expect.stringContaining('create secret generic a ') as unknown,
  });
  expect(templateOf(plan).spec.containers[0]?.env).toContainEqual({
    name: 'ABI_OPENAI_API_KEY',
    valueFrom: { secretKeyRef: { name: 'o', key: 'api-key', optional: true } },
  });
  expect(plan.events.filter(({ reason }) => reason === 'SecretNotFound')).toHaveLength(2);
  const secrets = { 'apps/a': { 'api-key': 'x' }, 'apps/o': { 'api-key': 'y' } };
  const live = settled(await planned(abiInstancePrimary(spec), { secrets }));
  const lost = await planned(abiInstancePrimary(spec), { children: live });
  expect(templateOf(lost)).toEqual(templateOf(await planned(abiInstancePrimary(spec), { secrets })));
  expect([lost.status.phase, lost.blocked]).toEqual(['Running', undefined]);
});

test('15: no Service of a type that reaches outside has the metrics', async () => {
  const plan = await planFor({ networking: { serviceType: 'LoadBalancer' } });
  const outside = applied(plan).filter(
    (manifest) => manifest.kind === 'Service' && (manifest['spec'] as V1Service['spec'])?.type === 'LoadBalancer',
  );
  expect(outside.map(({ metadata }) => metadata.name)).toEqual(['brain']);
  expect((outside[0]?.['spec'] as V1Service['spec'])?.ports?.map(({ name }) => name)).toEqual(['http', 'grpc']);
});

test('16: what the server assigns to a Service is never sent', async () => {
  const plan = await planFor({ networking: { serviceType: 'NodePort' } });
  for (const name of ['brain', 'brain-metrics']) {
    expect(JSON.stringify(appliedSpec(plan, SERVICE, name))).not.toMatch(/clusterIP|nodePort|healthCheckNodePort/);
  }
});

test('17: variables of Services are not injected', async () => {
  expect(templateOf(await planFor({})).spec.enableServiceLinks).toBe(false);
});

test.each([`sha256:${'a'.repeat(64)}`, 'v1.0.0-rc.1_', 'T'.repeat(100), `v1@sha256:${'a'.repeat(64)}`])(
  '18: the tag %s makes a valid label that nothing selects by',
  async (tag) => {
    const plan = await planFor({ image: { tag } });
    expect(templateOf(plan).metadata.labels['app.kubernetes.io/version']).toMatch(/^[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/);
    for (const manifest of applied(plan))
      expect(JSON.stringify((manifest['spec'] as object | undefined) ?? {}).split('"template"')[0]).not.toContain('/version');
  },
);

test('19: a cluster without the Prometheus operator gets everything else, and the type is watched once it is served', async () => {
  const plan = await planned(abiInstancePrimary({}), { notServed: ['servicemonitors.monitoring.coreos.com'] });
  expect(applied(plan)).toHaveLength(5);
  expect(conditionOf(plan, 'MonitoringReady')).toBe('False/PrometheusOperatorMissing');
  expect(abiInstance.children.filter(({ optional }) => optional === true).map(({ type }) => type)).toEqual([SERVICE_MONITOR]);
});

test('20: objects of others are left alone: nothing of theirs is mounted, and the status names them', async () => {
  const foreign = (type: string, name: string): KubeObject =>
    liveForm({ apiVersion: 'v1', kind: type, metadata: { name, namespace: 'apps' } });
  const config = await planned(abiInstancePrimary({}), { others: [foreign('ConfigMap', 'brain-config')] });
  expect(childAs(config, DEPLOYMENT, 'brain')).toBeUndefined();
  expect([config.status.phase, config.blocked?.reason]).toEqual(['Failed', 'NameConflict']);
  const claim = await planned(abiInstancePrimary({ replicas: 2, ...STORED }), {
    others: [foreign('PersistentVolumeClaim', 'data-brain-1')],
  });
  expect(childAs(claim, STATEFUL_SET, 'brain')).toBeUndefined();
  expect(claim.blocked?.message).toContain('PersistentVolumeClaim/apps/data-brain-1');
  const service = await planned(abiInstancePrimary({}), {}, [failedStep('Service', 'brain', { reason: 'ForeignObject' })]);
  expect([service.status.phase, service.blocked?.reason]).toEqual(['Failed', 'NameConflict']);
});

test('20: a claim that was put there for the instance is taken', async () => {
  const labels = { 'app.kubernetes.io/name': 'abi', 'app.kubernetes.io/instance': 'brain' };
  const restored = liveForm({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data-brain-0', namespace: 'apps', labels },
  });
  expect(childAs(await planned(abiInstancePrimary(STORED), { others: [restored] }), STATEFUL_SET, 'brain')).toBeDefined();
});

test('21: the database lies on the volume, where a read-only root lets it be written', async () => {
  const plan = await planFor({});
  const data = childAs(plan, CONFIG_MAP, 'brain-config')?.manifest['data'];
  expect(data).toMatchObject({ ABI_DB_PATH: '/app/data/abi.db', ABI_DATA_DIR: '/app/data' });
  const [container] = templateOf(plan).spec.containers;
  expect(container?.securityContext?.readOnlyRootFilesystem).toBe(true);
  expect(container?.volumeMounts).toContainEqual({ name: 'data', mountPath: '/app/data' });
});

test('22: the owner of the files of a large volume is not set at every start', async () => {
  expect(templateOf(await planFor(STORED), STATEFUL_SET).spec.securityContext?.fsGroupChangePolicy).toBe('OnRootMismatch');
});

test('23: switching storage off and on deletes no claim and finds it again', async () => {
  const on = await running({ replicas: 2, ...STORED });
  const off = await planned(abiInstancePrimary({ replicas: 2 }), { children: on });
  expect(removed(off)).toEqual([]);
  const plain = await running({ replicas: 2 });
  const ready = await planned(abiInstancePrimary({ replicas: 2 }), {
    children: [...on, ...plain.filter((object) => object.kind === 'Deployment')],
  });
  expect(removed(ready).map(({ type }) => type.kind)).toEqual(['StatefulSet']);
  const claims = on.filter((object) => object.kind === 'PersistentVolumeClaim');
  const again = await planned(abiInstancePrimary({ replicas: 2, ...STORED }), { children: [...plain, ...claims] });
  expect(again.blocked?.reason).not.toBe('NameConflict');
  expect(childAs(again, STATEFUL_SET, 'brain')).toBeDefined();
  const sharedClaim = children(await planFor(SHARED)).find(({ manifest }) => manifest.kind === 'PersistentVolumeClaim');
  expect(sharedClaim?.ownership).toBe('retained');
});

test('24: nothing of a status moves with the clock alone', async () => {
  const primary = abiInstancePrimary({ replicas: 2 });
  const cluster = { children: await running({ replicas: 2 }) };
  const { status } = await planned(primary, cluster);
  const later = await planned({ ...primary, status }, cluster, [], NOON + 86_400_000);
  expect(later.status).toEqual(status);
  expect(later.events).toEqual([]);
});

test('25: without its policy Delete an instance leaves its volumes; with it they go last, before the finalizer', async () => {
  expect(JSON.stringify((await planFor(STORED)).steps)).not.toContain('finalizer');
  const spec = { replicas: 2, storage: { size: '10Gi', retentionPolicy: 'Delete' }, ...SCALED };
  expect((await planFor(spec)).steps[0]).toEqual({ do: 'hold', finalizer: 'abi.io/finalizer' });
  const metadata = { finalizers: ['abi.io/finalizer'], deletionTimestamp: '2026-03-01T11:00:00Z' };
  const going = await planned(abiInstancePrimary(spec, { metadata }), { children: await running(spec) });
  expect(going.steps.map((step) => [step.do, ...(step.do === 'remove' ? step.refs.map(({ type }) => type.kind) : [])])).toEqual([
    ['remove', 'HorizontalPodAutoscaler'],
    ['remove', 'StatefulSet'],
    ['remove', 'PersistentVolumeClaim', 'PersistentVolumeClaim'],
    ['release'],
  ]);
  const kept = await planned(abiInstancePrimary({ ...spec, ...STORED }, { metadata }), { children: await running(spec) });
  expect(kept.steps).toEqual([{ do: 'release', finalizer: 'abi.io/finalizer' }]);
});
