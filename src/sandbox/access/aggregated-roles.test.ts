import { expect, test } from 'vitest';
import { accessScene } from '../../../test/support/access-scene.ts';
import type { ObjectService, PatchRequest } from '../objects/object-service.ts';
import { createResourceRegistry } from '../resources/resource-registry.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { startAggregatedRoles } from './aggregated-roles.ts';
import { CLUSTER_ROLE_TYPE, CLUSTER_ROLES } from './rbac-types.ts';

test('roles are filled a moment after a change, all changes of one moment at once, and only where something changes', () => {
  const scene = accessScene();
  const { storage, clock } = scene;
  const patches: PatchRequest[] = [];
  const patch: ObjectService['patch'] = (_resource, key, request) => {
    patches.push(request);
    const object = { ...scene.put(CLUSTER_ROLES, key.name), ...('body' in request ? (request.body as object) : {}) };
    return { object, created: false };
  };
  const objects: unknown = { patch };
  const served: unknown = CLUSTER_ROLE_TYPE;
  const registry = createResourceRegistry([served as ServedResource]);
  const end = startAggregatedRoles({ registry, storage, clock, objects: objects as ObjectService });
  clock.advance(0);
  expect(patches).toEqual([]);

  const rule = { verbs: ['get'], apiGroups: ['x'], resources: ['y'] };
  scene.put(CLUSTER_ROLES, 'all', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: 'all' } }] } });
  scene.role('part', [rule], undefined, { to: 'all' });
  expect(patches).toEqual([]);
  clock.advance(0);
  expect(patches).toEqual([
    {
      type: 'apply',
      force: true,
      body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'all' }, rules: [rule] },
    },
  ]);
  end();
  scene.role('part', [], undefined, { to: 'all' });
  clock.advance(0);
  expect(patches).toHaveLength(1);
});
