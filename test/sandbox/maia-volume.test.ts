// What the MAIA stand-in of a sandbox holds lives as long as the claim of its instance.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../src/kernel/builtin-types.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { maiaInstance } from '../../src/kinds/maia/maia-instance.ts';
import { putTenant } from '../../src/sandbox/stand-ins/maia/maia-store.ts';
import { maiaBehind, type MaiaBehind } from '../support/maia-behind.ts';
import { runHere } from '../support/run-here.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const POD: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' };

const plane = sandboxPlane();
if (plane === undefined) throw new Error('this file belongs to project sandbox');
const { kubeconfig } = plane;
let connection: Connection;
let namespace: string;
let maia: MaiaBehind;

async function reconcile(): Promise<void> {
  expect((await runHere(['reconcile', 'maiainstances', '-n', namespace, '--timeout', '2m'], { kubeconfig })).code).toBe(0);
}

async function make(): Promise<void> {
  const apiVersion = 'maia.cuemby.com/v1alpha1';
  await connection.api.create(maiaInstance, {
    apiVersion,
    kind: 'MaiaInstance',
    metadata: { name: 'notes', namespace },
    spec: { tenancy: { enabled: true } },
  });
  await reconcile();
}

function tenantNames(): readonly string[] {
  return [...maia.state().tenants.values()].map(({ name }) => name).toSorted();
}

/** The tenants of the server that runs now; empty while none does. */
function tenantsNow(): readonly string[] {
  try {
    return tenantNames();
  } catch {
    return [];
  }
}

beforeAll(async () => {
  connection = await connect({ kubeconfig, program: 'maia-volume-test', version: '0', fieldManager: 'maia-volume-test' });
  await runHere(['install', '--adopt'], { kubeconfig });
  namespace = await uniqueNamespace(connection.api, 'maia-volume');
  maia = await maiaBehind(plane, { namespace, name: 'notes' });
  await make();
});

afterAll(() => connection.close());

test('a new pod has the tenants of the old one; a new claim has none', async () => {
  const before = maia.state();
  const system = before.tenants.get('system');
  if (system === undefined) throw new Error('there is no system tenant');
  await putTenant(before, { ...system, id: 'red', name: 'red' });
  const { items } = await connection.api.list(POD, { namespace });
  for (const { metadata } of items) await connection.api.remove(POD, { name: metadata.name, namespace });
  await expect.poll(() => tenantsNow().length > 0 && maia.state() !== before).toBe(true);
  expect(tenantNames()).toEqual(['red', 'system']);

  await connection.api.remove(maiaInstance, { name: 'notes', namespace });
  await runHere(['reconcile', 'maiainstances', '-n', namespace, '--timeout', '2m'], { kubeconfig });
  await expect.poll(async () => (await connection.api.list(PERSISTENT_VOLUME_CLAIM, { namespace })).items.length).toBe(0);
  await make();
  await expect.poll(tenantsNow).toEqual(['system']);
});
