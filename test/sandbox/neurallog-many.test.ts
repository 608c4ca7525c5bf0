import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnsweredRequest } from '../../src/sandbox/requests/request-journal.ts';
import { requestSort } from '../../src/sandbox/faults/journal.ts';
import { inProcessCli } from '../support/in-process-cli.ts';
import { anyTenantSpec } from '../support/neurallog-tenants.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import type { CliResult } from '../support/run-cli.ts';
import { startSandboxPlane, type StartedSandbox } from '../support/start-sandbox-plane.ts';

const TENANTS = '/apis/neurallog.io/v1/tenants';
const DEFINITION = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tenants.neurallog.io';
const MANY = 200;

let plane: StartedSandbox;
let client: RawClient;

const run = async (line: string): Promise<CliResult> => inProcessCli('kubectl-neurallog', line.split(' '), plane.kubeconfig);
const settle = async (): Promise<CliResult> => run('reconcile --all-namespaces --timeout=4m --concurrency=16');

function isWrite({ info }: AnsweredRequest): boolean {
  const { resource } = info;
  if (resource === undefined || resource.plural === 'leases' || resource.plural === 'events') return false;
  return ['create', 'update', 'patch', 'delete'].includes(resource.verb);
}

/** What was written while something ran, by sort. */
async function writesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { journal } = plane.sandbox;
  journal.clear();
  await work();
  return journal.entries().filter(isWrite).map(requestSort).toSorted();
}

async function patch(to: string, body: unknown): Promise<void> {
  const { status, text } = await client.request('PATCH', to, { body, type: 'application/merge-patch+json' });
  if (status !== 200) throw new Error(text);
}

beforeAll(async () => {
  plane = await startSandboxPlane();
  client = await rawClient(plane.kubeconfig);
  const installed = await run('install');
  if (installed.code !== 0) throw new Error(installed.stderr);
});

afterAll(async () => {
  await plane.close();
});

async function replace(spec: unknown): Promise<void> {
  const { json } = await client.request('GET', `${TENANTS}/changing`);
  const { metadata = { name: 'changing' }, status: code } = json as { readonly metadata?: object; readonly status?: unknown };
  const isNew = code === 'Failure';
  const body = { apiVersion: 'neurallog.io/v1', kind: 'Tenant', metadata: isNew ? { name: 'changing' } : metadata, spec };
  const { status, text } = isNew
    ? await client.request('POST', TENANTS, { body })
    : await client.request('PUT', `${TENANTS}/changing`, { body });
  if (status !== 200 && status !== 201) throw new Error(text);
}

test('any tenant can become any other: the server never refuses what is applied for it', async () => {
  for (const [round, spec] of fc.sample(anyTenantSpec, { numRuns: 15, seed: 11 }).entries()) {
    await replace(spec);
    const { stderr } = await run('reconcile tenant changing --once');
    expect(stderr, `round ${round}: ${JSON.stringify(spec)}`).not.toMatch(/\(Invalid\)|immutable|NameConflict/);
  }
  expect((await run('delete tenant changing --yes --wait=false')).code).toBe(0);
  expect((await settle()).stdout).toContain('tenant.neurallog.io/changing gone');
});

test('the rights that are printed for it are enough, from the first object to the end of the namespace', async () => {
  const { stdout } = await run('auth rbac reconcile --as-role=loop -o json');
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const metadata = { name: 'loop' };
  const subjects = [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'developer' }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'loop' };
  const made = [
    await client.request('POST', `${rbac}/clusterroles`, { body: stdout }),
    await client.request('POST', `${rbac}/clusterrolebindings`, { body: { metadata, subjects, roleRef } }),
    await client.request('POST', TENANTS, {
      body: { apiVersion: 'neurallog.io/v1', kind: 'Tenant', metadata: { name: 'few' }, spec: { resources: { cpu: { limit: 4 } } } },
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
  const asDeveloper = async (): Promise<CliResult> =>
    inProcessCli('kubectl-neurallog', ['reconcile', '-A', '--timeout=2m'], plane.kubeconfigs.developer);
  expect(await asDeveloper()).toMatchObject({ code: 0 });
  expect((await client.request('DELETE', `${TENANTS}/few`)).status).toBe(200);
  expect((await asDeveloper()).stdout).toContain('tenant.neurallog.io/few gone');
});

test(`${MANY} tenants come to rest, a second look writes nothing, and one directive rolls one StatefulSet`, async () => {
  const names = Array.from({ length: MANY }, (_, index) => `t${index}`);
  const file = path.join(plane.dir, 'many.yaml');
  writeFileSync(
    file,
    names.map((name) => `apiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: ${name}}\nspec: {}\n`).join('---\n'),
  );
  expect((await run(`apply -f ${file}`)).code).toBe(0);
  expect(await settle()).toMatchObject({ code: 0 });
  expect(await writesOf(settle)).toEqual([]);
  await patch(`${TENANTS}/t7`, { spec: { redis: { config: { hz: '20' } } } });
  const writes = await writesOf(settle);
  expect(writes.filter((sort) => !sort.includes('/status'))).toEqual(['patch configmaps', 'patch statefulsets.apps']);

  // An older definition let a value in that is no quantity.
  const { json } = await client.request('GET', DEFINITION);
  const definition = json as { spec: { versions: { schema: { openAPIV3Schema: { properties: Record<string, unknown> } } }[] } };
  const [version] = definition.spec.versions;
  if (version === undefined) throw new Error('no version');
  version.schema.openAPIV3Schema.properties['spec'] = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  expect((await client.request('PUT', DEFINITION, { body: definition })).status).toBe(200);
  await patch(`${TENANTS}/t8`, { spec: { server: { resources: { memory: { request: 'lots' } } } } });
  await patch(`${TENANTS}/t9`, { spec: { redis: { config: { timeout: '5' } } } });
  const beside = await writesOf(async () => {
    const told = await settle();
    expect([told.code, told.stderr]).toEqual([9, expect.stringContaining('spec.server.resources.memory.request: must be a quantity')]);
  });
  // The other tenant is served as ever, and the broken one keeps what runs.
  expect(beside.filter((sort) => !sort.includes('/status'))).toEqual(['patch configmaps', 'patch statefulsets.apps']);
  const { json: broken } = await client.request('GET', '/apis/apps/v1/namespaces/tenant-t8/deployments/neurallog-server');
  expect(broken).toMatchObject({ status: { readyReplicas: 1 } });
}, 900_000);
