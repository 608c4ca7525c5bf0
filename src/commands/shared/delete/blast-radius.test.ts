import { expect, test } from 'vitest';
import { scriptedSession } from '../../../../test/support/scripted-session.ts';
import type { RecordedCall } from '../../../../test/support/scripted-api.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { blastRadius } from './blast-radius.ts';
import { blastRadiusText } from './blast-radius-text.ts';
import type { Doomed } from './doomed.ts';

interface Shape {
  readonly name: string;
  readonly owners?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

function meta({ name, owners = [], annotations = {}, namespace = 'team' }: Shape): unknown {
  const ownerReferences = owners.map((uid) => ({ apiVersion: 'v1', kind: 'X', name: uid, uid }));
  return { metadata: { name, namespace, uid: name, annotations, ...(owners.length > 0 && { ownerReferences }) } };
}

function kind(name: string): KindIdentity {
  const found = KIND_IDENTITIES.find((identity) => identity.kind === name);
  if (found === undefined) throw new Error(`no kind ${name}`);
  return found;
}

function doomed(name: string, identity: KindIdentity, namespace?: string): Doomed {
  const metadata = { name, uid: name, resourceVersion: '1', creationTimestamp: '', ...(namespace !== undefined && { namespace }) };
  const object: KubeObject = { apiVersion: 'v1', kind: identity.kind, metadata };
  return { type: identity, kind: identity, object };
}

const FORBIDDEN = new ApiError({ reason: 'Forbidden', message: 'forbidden', code: 403 });

/** What a server lists, by the end of the path. */
async function text(
  targets: readonly Doomed[],
  lists: Readonly<Record<string, readonly Shape[] | 'forbidden'>>,
  orphan = false,
): Promise<string> {
  const { session, calls } = scriptedSession(
    {
      raw: ({ resource }: RecordedCall) => {
        const found = lists[resource.split('/').at(-1) ?? ''] ?? [];
        if (found === 'forbidden') throw FORBIDDEN;
        return { items: found.map(meta), metadata: {} };
      },
    },
    [],
  );
  const radius = await blastRadius(session, targets, { orphan, signal: new AbortController().signal });
  expect(calls.every(({ options }) => String(options['accept']).includes('PartialObjectMetadataList'))).toBe(true);
  return blastRadiusText(targets, radius);
}

test('what is owned through others goes, what has another owner too does not; claims of a StatefulSet stay', async () => {
  const lists = {
    statefulsets: [{ name: 'db', owners: ['main'] }],
    pods: [
      { name: 'db-0', owners: ['db'] },
      { name: 'db-1', owners: ['db'] },
    ],
    services: [{ name: 'shared', owners: ['main', 'somebody'] }],
    networkpolicies: [
      { name: 'a', owners: ['main'] },
      { name: 'b', owners: ['main'] },
    ],
    persistentvolumeclaims: [
      { name: 'data-db-0' },
      { name: 'data-db-1' },
      { name: 'data-web-0' },
      { name: 'data-db-0', namespace: 'other' },
    ],
    secrets: 'forbidden' as const,
  };
  expect(await text([doomed('main', kind('AbiInstance'), 'team')], lists)).toBe(`This deletes 1 AbiInstance: main
and with it 1 StatefulSet, 2 NetworkPolicies, 2 Pods
It leaves 2 PersistentVolumeClaims: data-db-0, data-db-1, with the data
Not looked at, since you may not list them: secrets
`);
});

test('a cluster-scoped object may own a namespace: everything in it goes', async () => {
  const lists = {
    namespaces: [{ name: 'tenant-x', owners: ['x'] }],
    persistentvolumeclaims: [{ name: 'kept', namespace: 'tenant-x', annotations: { 'aistack.dev/owner': 'tenants.neurallog.io/x' } }],
  };
  expect(await text([doomed('x', kind('Tenant'))], lists)).toBe('This deletes 1 Tenant: x\nand everything in 1 Namespace: tenant-x\n');
});

test('with orphan nothing goes along', async () => {
  const lists = { deployments: [{ name: 'web', owners: ['main'] }] };
  expect(await text([doomed('main', kind('MaiaInstance'), 'team')], lists, true)).toBe(
    'This deletes 1 MaiaInstance: main\nIt leaves 1 Deployment\n',
  );
});
