import { expect, test } from 'vitest';
import { type AccessScene, accessScene } from '../../../test/support/access-scene.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { AdmissionRequest } from '../objects/admission.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { CLUSTER_ROLE_BINDING_TYPE, CLUSTER_ROLE_TYPE, RBAC_GROUP, ROLE_BINDING_TYPE, ROLE_TYPE } from './rbac-types.ts';

const JANE = { name: 'jane', groups: ['dev', 'system:authenticated'] };
const WHO = 'user "jane" (groups=["dev" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:';
const GET_PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const GET_SECRETS = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };

/** Where `jane` holds these rules in namespace `a`. */
function sceneWith(...rules: readonly unknown[]): AccessScene {
  const scene = accessScene();
  scene.role('hers', rules, 'a');
  scene.bind('hers', 'Role/hers', [{ kind: 'User', name: 'jane' }], 'a');
  return scene;
}

function creation(type: ResourceType, fields: Readonly<Record<string, unknown>>, metadata: object = { name: 'x' }): AdmissionRequest {
  const served: unknown = { ...type };
  return {
    operation: 'CREATE',
    resource: served as ServedResource,
    subresource: '',
    namespace: type.scope === 'Namespaced' ? 'a' : undefined,
    name: 'x',
    object: { apiVersion: `${RBAC_GROUP}/v1`, kind: type.kind, ...fields, metadata: metadata as { name: string } },
    previous: undefined,
    requester: JANE,
    dryRun: false,
  };
}

function admit(scene: AccessScene, request: AdmissionRequest) {
  return (): unknown => scene.escalationCheck.mutate?.(request);
}

function roleRef(kind: string, name: string): Readonly<Record<string, unknown>> {
  return { roleRef: { apiGroup: RBAC_GROUP, kind, name } };
}

test('a role may carry what its author holds, and nothing else', () => {
  const scene = sceneWith(GET_PODS);
  expect(admit(scene, creation(ROLE_TYPE, { rules: [GET_PODS] }))).not.toThrow();
  expect(admit(scene, creation(ROLE_TYPE, { rules: [{ ...GET_PODS, resources: ['pods', 'secrets'], verbs: ['get', 'list'] }] }))).toThrow(
    `roles.${RBAC_GROUP} "x" is forbidden: ${WHO}
{APIGroups:[""], Resources:["pods"], Verbs:["list"]}
{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}`,
  );
});

test('rights for one name do not cover all names; each name is told apart', () => {
  const scene = sceneWith({ ...GET_SECRETS, resourceNames: ['one'] });
  const names = (...resourceNames: readonly string[]): AdmissionRequest =>
    creation(ROLE_TYPE, { rules: [{ ...GET_SECRETS, verbs: ['get'], resourceNames }] });
  expect(admit(scene, names('one'))).not.toThrow();
  expect(admit(scene, names('one', 'two'))).toThrow(
    `${WHO}\n{APIGroups:[""], Resources:["secrets"], ResourceNames:["two"], Verbs:["get"]}`,
  );
  expect(admit(scene, creation(ROLE_TYPE, { rules: [GET_SECRETS] }))).toThrow('{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}');
});

test('subresources are covered by */sub, paths by a prefix', () => {
  const scene = sceneWith({ apiGroups: ['apps'], resources: ['*/scale'], verbs: ['*'] });
  scene.role('paths', [{ nonResourceURLs: ['/x/*'], verbs: ['get'] }]);
  scene.bind('paths', 'ClusterRole/paths', [{ kind: 'Group', name: 'dev' }]);
  const scale = { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['update'] };
  expect(admit(scene, creation(ROLE_TYPE, { rules: [scale] }))).not.toThrow();
  expect(admit(scene, creation(CLUSTER_ROLE_TYPE, { rules: [{ nonResourceURLs: ['/x/a', '/x'], verbs: ['get', 'put'] }] }))).toThrow(
    `{NonResourceURLs:["/x"], Verbs:["get"]}\n{NonResourceURLs:["/x"], Verbs:["put"]}\n{NonResourceURLs:["/x/a"], Verbs:["put"]}`,
  );
});

test('bound roles that are missing are told at the end, named as what was asked for', () => {
  const scene = sceneWith();
  scene.bind('lost', 'ClusterRole/lost', [{ kind: 'User', name: 'jane' }], 'a');
  const request = creation(ROLE_TYPE, { rules: [GET_PODS] });
  expect(admit(scene, request)).toThrow(`Verbs:["get"]}; resolution errors: [roles.${RBAC_GROUP} "lost" not found]`);
  scene.bind('lost2', 'Role/lost2', [{ kind: 'User', name: 'jane' }], 'a');
  expect(admit(scene, request)).toThrow(
    `; resolution errors: [[roles.${RBAC_GROUP} "lost" not found, roles.${RBAC_GROUP} "lost2" not found]]`,
  );
});

test('escalate on a role lifts the limit for it; a creation has no name yet', () => {
  const scene = sceneWith({ apiGroups: [RBAC_GROUP], resources: ['roles'], resourceNames: ['x'], verbs: ['escalate'] });
  const request = creation(ROLE_TYPE, { rules: [GET_PODS] });
  expect(admit(scene, request)).toThrow(WHO);
  const previous = scene.role('x', [], 'a');
  expect(admit(scene, { ...request, operation: 'UPDATE', previous })).not.toThrow();
});

test('a generated name is not told', () => {
  const request = creation(ROLE_TYPE, { rules: [GET_PODS] }, { generateName: 'x-', name: 'x-12345' });
  expect(admit(sceneWith(), request)).toThrow(`roles.${RBAC_GROUP} is forbidden: user "jane"`);
});

test('an update is checked as a whole, unless only owners and finalizers change', () => {
  const scene = sceneWith();
  const previous = scene.role('x', [GET_PODS], 'a');
  const update = (metadata: object): AdmissionRequest => ({
    ...creation(ROLE_TYPE, {}),
    operation: 'UPDATE',
    previous,
    object: { ...previous, metadata: { ...previous.metadata, ...metadata } },
  });
  expect(admit(scene, update({ labels: { a: 'b' } }))).toThrow(WHO);
  expect(admit(scene, update({ finalizers: ['a/b'] }))).not.toThrow();
});

test('only who may do everything makes or touches an aggregated role', () => {
  const scene = sceneWith(GET_PODS);
  const rule = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
  const why = `clusterroles.${RBAC_GROUP} "x" is forbidden: must have cluster-admin privileges to use the aggregationRule`;
  expect(admit(scene, creation(CLUSTER_ROLE_TYPE, rule))).toThrow(why);
  const previous = { ...scene.role('x', []), ...rule };
  const { metadata } = previous;
  const update = creation(CLUSTER_ROLE_TYPE, {}, { ...metadata, labels: { a: 'b' } });
  expect(admit(scene, { ...update, operation: 'UPDATE', previous })).toThrow(why);
  scene.bind('all', 'ClusterRole/cluster-admin', [{ kind: 'User', name: 'jane' }]);
  expect(admit(scene, creation(CLUSTER_ROLE_TYPE, rule))).not.toThrow();
});

test('a binding gives the rules of its role: they must be held, or the role be one to bind', () => {
  const scene = sceneWith({ apiGroups: [RBAC_GROUP], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] });
  scene.role('secrets', [GET_SECRETS], 'a');
  expect(admit(scene, creation(ROLE_BINDING_TYPE, roleRef('Role', 'secrets')))).toThrow(
    `rolebindings.${RBAC_GROUP} "x" is forbidden: ${WHO}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`,
  );
  expect(admit(scene, creation(ROLE_BINDING_TYPE, roleRef('ClusterRole', 'view')))).not.toThrow();
  expect(admit(scene, creation(CLUSTER_ROLE_BINDING_TYPE, roleRef('ClusterRole', 'view')))).toThrow(WHO);
});

test('a role that is not there is answered as if the binding was not', () => {
  expect(admit(sceneWith(), creation(ROLE_BINDING_TYPE, roleRef('Role', 'gone')))).toThrow(`rolebindings.${RBAC_GROUP} "gone" not found`);
});

test('masters are not checked', () => {
  const request = { ...creation(ROLE_TYPE, { rules: [GET_PODS] }), requester: { name: 'root', groups: ['system:masters'] } };
  expect(admit(accessScene(), request)).not.toThrow();
});
