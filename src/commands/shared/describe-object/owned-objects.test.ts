import { expect, test } from 'vitest';
import { CONFIG_MAP, DEPLOYMENT, PERSISTENT_VOLUME_CLAIM } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { POD, REPLICA_SET, STATEFUL_SET } from './known-types.ts';
import { ownedObjects } from './owned-objects.ts';

const KIND: ResourceType = { group: 'x.dev', version: 'v1', kind: 'Thing', plural: 'things', scope: 'Namespaced' };

function live(
  type: ResourceType,
  name: string,
  owner?: string,
  more: { readonly annotations?: Record<string, string>; readonly spec?: unknown } = {},
): KubeObject {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion: 'v1', kind: 'K', name: 'o', uid: owner, controller: true }];
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      name,
      namespace: 'n',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences,
      ...(more.annotations === undefined ? {} : { annotations: more.annotations }),
    },
    spec: more.spec ?? {},
  };
}

test('finds what belongs to an object through others, what it retains, and the claims of its StatefulSets', () => {
  const primary = live(KIND, 'main');
  const owned = ownedObjects(KIND, primary, [
    {
      type: DEPLOYMENT,
      objects: [live(DEPLOYMENT, 'web', 'uid-main'), live(DEPLOYMENT, 'stranger', 'uid-other'), live(DEPLOYMENT, 'free')],
    },
    {
      type: STATEFUL_SET,
      objects: [live(STATEFUL_SET, 'db', 'uid-main', { spec: { volumeClaimTemplates: [{ metadata: { name: 'data' } }] } })],
    },
    {
      type: PERSISTENT_VOLUME_CLAIM,
      objects: [
        live(PERSISTENT_VOLUME_CLAIM, 'data-db-0'),
        live(PERSISTENT_VOLUME_CLAIM, 'data-db-x'),
        live(PERSISTENT_VOLUME_CLAIM, 'data-dbs-0'),
        live(PERSISTENT_VOLUME_CLAIM, 'kept', undefined, { annotations: { 'aistack.dev/owner': 'things.x.dev/n/main' } }),
        live(PERSISTENT_VOLUME_CLAIM, 'not-kept', undefined, { annotations: { 'aistack.dev/owner': 'things.x.dev/n/other' } }),
      ],
    },
    { type: CONFIG_MAP, objects: [live(CONFIG_MAP, 'free-map')] },
    { type: POD, objects: [live(POD, 'web-1', 'uid-set'), live(POD, 'db-0', 'uid-db')] },
    { type: REPLICA_SET, objects: [live(REPLICA_SET, 'set', 'uid-web')] },
  ]);
  expect(owned.map(({ object, ownership, parentUid }) => `${object.metadata.name} ${ownership} ${parentUid}`)).toEqual([
    'web controlled uid-main',
    'set controlled uid-web',
    'web-1 controlled uid-set',
    'db controlled uid-main',
    'db-0 controlled uid-db',
    'kept retained uid-main',
    'data-db-0 derived uid-db',
  ]);
});

test('objects that own each other in a ring end', () => {
  const owned = ownedObjects(KIND, live(KIND, 'main'), [
    { type: CONFIG_MAP, objects: [live(CONFIG_MAP, 'a', 'uid-b'), live(CONFIG_MAP, 'b', 'uid-a'), live(CONFIG_MAP, 'c', 'uid-main')] },
  ]);
  expect(owned.map(({ object }) => object.metadata.name)).toEqual(['c']);
});
