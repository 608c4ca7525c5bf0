import { expect, test } from 'vitest';
import { ApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, NAMESPACE, PERSISTENT_VOLUME_CLAIM, SECRET, STATEFUL_SET } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import type { Session } from '../session.ts';
import { childItem, type PlannedChild } from './child-item.ts';
import type { ChildForecast } from './forecast-object.ts';

const STORED = { resourceVersion: '1', creationTimestamp: '' };
const owner: KubeObject = {
  apiVersion: 'maia.cuemby.com/v1alpha1',
  kind: 'MaiaInstance',
  metadata: { ...STORED, namespace: 'team', name: 'acme', uid: 'u-1' },
};
const pods = ['acme-2', 'acme-1'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { ...STORED, name, uid: name } }));
const session = { api: { list: () => Promise.resolve({ items: pods, resourceVersion: '1' }) } } as unknown as Session;

function liveOf(type: ResourceType, fields: Readonly<Record<string, unknown>> = {}): KubeObject {
  return { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { ...STORED, namespace: 'team', name: 'acme', uid: 'c' }, ...fields };
}

async function planned(type: ResourceType, outcome: ChildForecast['outcome'], live = liveOf(type)): Promise<PlannedChild> {
  const { namespace } = live.metadata;
  const forecast: ChildForecast = { type, name: 'acme', namespace, live, managers: ['manager'], takenFrom: [], outcome };
  return childItem(session, forecast, owner, maiaInstance, new AbortController().signal);
}

function workload(image: string, strategy = {}): Readonly<Record<string, unknown>> {
  return { spec: { ...strategy, selector: { matchLabels: { app: 'acme' } }, template: { spec: { containers: [{ name: 'a', image }] } } } };
}

test('pods restart where their template changes and nothing keeps them', async () => {
  const restarts = async (type: ResourceType, to: string, strategy = {}): Promise<readonly string[]> => {
    const outcome = { is: 'applied', object: liveOf(type, workload(to, strategy)), mode: 'all' } as const;
    return (await planned(type, outcome, liveOf(type, workload('one', strategy)))).item.restarts;
  };
  expect(await restarts(DEPLOYMENT, 'two')).toEqual(['acme-1', 'acme-2']);
  expect(await restarts(DEPLOYMENT, 'one')).toEqual([]);
  expect(await restarts(STATEFUL_SET, 'two', { updateStrategy: { type: 'OnDelete' } })).toEqual([]);
});

test('what the server refuses to change is made anew by hand: a claim is not, pods of a StatefulSet are kept', async () => {
  const causes = [{ field: 'spec.selector', message: 'Invalid value: {"a":"b: c"}: field is immutable' }];
  const error = new ApiError({ reason: 'Invalid', code: 422, message: 'no', causes });
  const fix = async (type: ResourceType): Promise<string | undefined> => (await planned(type, { is: 'refused', error })).finding?.fix;
  expect((await planned(DEPLOYMENT, { is: 'refused', error })).finding?.message).toMatch(/must: spec\.selector: field is immutable$/);
  expect(await fix(DEPLOYMENT)).toContain('kubectl delete deployments.apps acme -n team; ours');
  expect(await fix(STATEFUL_SET)).toContain('kubectl delete statefulsets.apps acme -n team --cascade=orphan');
  expect(await fix(PERSISTENT_VOLUME_CLAIM)).not.toContain('kubectl delete');
});

test('an object that nobody controls may be given to the owner, one of somebody else not', async () => {
  const home = { ...liveOf(NAMESPACE), metadata: { ...STORED, name: 'acme', uid: 'n' } };
  const free = await planned(NAMESPACE, { is: 'foreign', retained: false }, home);
  expect(free.finding?.fix).toContain(`kubectl patch namespaces acme --type=merge -p '{"metadata":{"ownerReferences":[{"apiVersion":`);
  const kept = await planned(PERSISTENT_VOLUME_CLAIM, { is: 'foreign', retained: true });
  expect(kept.finding?.fix).toContain(
    'kubectl annotate persistentvolumeclaims acme -n team aistack.dev/owner=maiainstances.maia.cuemby.com/team/acme',
  );
  const other = { apiVersion: 'v1', kind: 'Other', name: 'x', uid: 'x', controller: true };
  const live = liveOf(DEPLOYMENT);
  const taken = await planned(
    DEPLOYMENT,
    { is: 'foreign', retained: false },
    { ...live, metadata: { ...live.metadata, ownerReferences: [other] } },
  );
  expect(taken.finding?.fix).toBe('it belongs to Other x: give maiainstance.maia.cuemby.com/acme another name');
});

test('no value of a Secret is in the plan', async () => {
  const secret = (value: string): KubeObject => liveOf(SECRET, { data: { key: Buffer.from(value).toString('base64') } });
  const { item } = await planned(SECRET, { is: 'applied', object: secret('after-the-change'), mode: 'all' }, secret('before-the-change'));
  expect(item.fields).toHaveLength(1);
  for (const value of ['before-the-change', 'after-the-change'])
    expect(JSON.stringify(item)).not.toContain(Buffer.from(value).toString('base64'));
});
