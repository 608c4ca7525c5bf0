import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { type Access, createAccess } from '../../src/sandbox/access/access.ts';
import { bootstrapRoles } from '../../src/sandbox/access/bootstrap-roles.ts';
import { RBAC_GROUP } from '../../src/sandbox/access/rbac-types.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import type { ObjectStorage } from '../../src/sandbox/storage/object-storage.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { seededRandom } from './seeded-random.ts';

/** Access control over a storage that holds the roles of a new cluster. */
export interface AccessScene extends Access {
  readonly storage: ObjectStorage;
  readonly clock: FakeClock;
  /** Stores an object as it is; `resource` as storage names it. */
  put(resource: string, name: string, fields?: Readonly<Record<string, unknown>>, namespace?: string): KubeObject;
  /** A Role (a ClusterRole without a namespace) with these rules. */
  role(name: string, rules: readonly unknown[], namespace?: string, labels?: Readonly<Record<string, string>>): KubeObject;
  /** Binds `Kind/name` to subjects. */
  bind(name: string, role: string, subjects: readonly unknown[], namespace?: string): KubeObject;
}

/** @param users users by their tokens. */
export function accessScene(users: Readonly<Record<string, { readonly name: string }>> = {}): AccessScene {
  const storage = createObjectStorage();
  const clock = fakeClock();
  let objects = 0;
  const store = (resource: string, { metadata, ...rest }: Manifest): KubeObject => {
    objects += 1;
    const meta = { uid: `uid-${String(objects)}`, resourceVersion: '0', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata };
    const object = { ...rest, metadata: meta } as KubeObject;
    return storage.get(resource, metadata) === undefined ? storage.create(resource, object) : storage.replace(resource, object);
  };
  for (const manifest of bootstrapRoles()) store(`${manifest.kind.toLowerCase()}s.${RBAC_GROUP}`, manifest);
  const put: AccessScene['put'] = (resource, name, fields = {}, namespace) =>
    store(resource, { apiVersion: 'v1', kind: 'Any', ...fields, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } });
  return {
    ...createAccess({ storage, clock, random: seededRandom(1), users }),
    storage,
    clock,
    put,
    role: (name, rules, namespace, labels = {}) =>
      store(namespace === undefined ? `clusterroles.${RBAC_GROUP}` : `roles.${RBAC_GROUP}`, {
        apiVersion: `${RBAC_GROUP}/v1`,
        kind: namespace === undefined ? 'ClusterRole' : 'Role',
        metadata: { name, labels, ...(namespace === undefined ? {} : { namespace }) },
        rules,
      }),
    bind: (name, role, subjects, namespace) => {
      const [kind = '', of = ''] = role.split('/');
      const plural = namespace === undefined ? 'clusterrolebindings' : 'rolebindings';
      return put(`${plural}.${RBAC_GROUP}`, name, { roleRef: { apiGroup: RBAC_GROUP, kind, name: of }, subjects }, namespace);
    },
  };
}
