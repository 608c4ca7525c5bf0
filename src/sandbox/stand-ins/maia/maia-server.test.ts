import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { makeCertificate } from '../../../../test/support/test-certificates.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { fetchInCluster } from '../../programs/fetch-in-cluster.ts';
import type { MountedVolume, RunningProgram } from '../../programs/program.ts';
import { maiaServer, type MaiaProgram } from './maia-server.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'aistack-maia-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

function volume(mountPath: string, folder: string): MountedVolume {
  const kind = mountPath === '/data' ? 'claim' : 'configMap';
  return {
    mountPath,
    readOnly: false,
    source: { kind, name: path.basename(folder) },
    folder: async () => {
      await mkdir(folder, { recursive: true });
      return folder;
    },
  };
}

interface Started {
  readonly running: RunningProgram;
  readonly lines: readonly string[];
  stop(): void;
  ask(method: string, path: string, body?: unknown): Promise<Response>;
}

const pod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'apps', uid: name, resourceVersion: '1', creationTimestamp: '' },
});

const CONTAINER = { name: 'maia', image: 'ghcr.io/ar4mirez/maia:v1', command: [], args: [], ports: [{ containerPort: 8080 }] };

async function start(
  program: MaiaProgram,
  volumes: readonly MountedVolume[],
  more: { readonly env?: Readonly<Record<string, string>>; readonly image?: string; readonly name?: string } = {},
): Promise<Started> {
  const { env = {}, image = CONTAINER.image, name = 'maia-0' } = more;
  const abort = new AbortController();
  const lines: string[] = [];
  const running = await program.start({
    pod: pod(name),
    container: { ...CONTAINER, image, env },
    volumes,
    clock: fakeClock(),
    random: seededRandom(lines.length + name.length),
    log: (line) => lines.push(line),
    connect: async () => Promise.reject(new Error('no network')),
    signal: abort.signal,
  });
  const caller = {
    signal: new AbortController().signal,
    connect: async (_: string, port: number) =>
      running.dial?.(port) ?? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  };
  return {
    running,
    lines,
    stop: () => abort.abort(),
    ask: async (method, where, body) =>
      fetchInCluster(caller, `http://maia:8080${where}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  };
}

async function names(at: Started): Promise<readonly string[]> {
  const { data } = (await (await at.ask('GET', '/admin/tenants')).json()) as { readonly data: readonly { readonly name: string }[] };
  return data.map(({ name }) => name).toSorted();
}

test.each([
  ['maia', true],
  ['maia:latest', true],
  ['host:5000/maia', true],
  ['ghcr.io/ar4mirez/maia@sha256:abc', true],
  ['ghcr.io/ar4mirez/maia-operator:v1', false],
  ['mymaia', false],
])('image %s: a server of ours is %s', (image, expected) => {
  const container = { ...CONTAINER, image, env: {} };
  expect(maiaServer().matches(container, pod('p'))).toBe(expected);
  // The backup job has the same image, and must run its script.
  expect(maiaServer().matches({ ...container, ports: [] }, pod('p'))).toBe(false);
});

test('tenants lie in the data volume: another pod of it has them, a new claim does not', async () => {
  const program = maiaServer();
  const data = volume('/data', path.join(root, 'claim'));
  const first = await start(program, [data], { env: { MAIA_TENANT_ENABLED: 'true' } });
  const { id } = (await (await first.ask('POST', '/admin/tenants', { name: 'red' })).json()) as { readonly id: string };
  await first.ask('POST', `/admin/tenants/${id}/apikeys`, { name: 'k' });
  await first.ask('POST', '/v1/memories', { namespace: 'default', content: 'hello' });
  await first.ask('POST', '/v1/namespaces', { name: 'notes' });
  first.stop();
  const again = await start(program, [data], { name: 'maia-1' });
  expect(await names(again)).toEqual(['red', 'system']);
  expect(await (await again.ask('GET', `/admin/tenants/${id}/apikeys`)).json()).toMatchObject({ count: 1 });
  expect(await (await again.ask('GET', '/v1/stats')).json()).toMatchObject({ total_memories: 1, total_namespaces: 1 });
  await again.ask('DELETE', `/admin/tenants/${id}`);
  again.stop();
  expect(await names(await start(program, [data]))).toEqual(['system']);
  expect(await names(await start(program, [volume('/data', path.join(root, 'other'))]))).toEqual(['system']);
});

test('two pods on one volume see the same tenants, and every record is a whole file', async () => {
  const program = maiaServer();
  const folder = path.join(root, 'shared');
  const [one, two] = await Promise.all([0, 1].map(async (n) => start(program, [volume('/data', folder)], { name: `maia-${String(n)}` })));
  if (one === undefined || two === undefined) throw new Error('nothing started');
  await Promise.all(Array.from({ length: 20 }, async (_, n) => one.ask('POST', '/admin/tenants', { name: `t${String(n)}` })));
  expect(await names(two)).toHaveLength(21);
  const files = await readdir(path.join(folder, 'tenant-meta', 'tenants'));
  expect([files.length, files.every((name) => name.endsWith('.json'))]).toEqual([20, true]);
  expect(
    program
      .running()
      .map(({ namespace, pod: name }) => `${namespace}/${name}`)
      .toSorted(),
  ).toEqual(['apps/maia-0', 'apps/maia-1']);
  expect(program.running()[0]?.state).toBe(program.running()[1]?.state);
  one.stop();
  expect(program.running()).toHaveLength(1);
});

test('a memory of a tenant with storage of its own lies apart, and is not counted with the others', async () => {
  const folder = path.join(root, 'dedicated');
  const config = path.join(root, 'config');
  await mkdir(config);
  await writeFile(path.join(config, 'maia.yaml'), 'tenant: {enabled: true, dedicated_storage_dir: /data/tenants}\n');
  const volumes = [volume('/data', folder), volume('/etc/maia', config)];
  const program = maiaServer();
  const at = await start(program, volumes);
  const { id } = (await (await at.ask('POST', '/admin/tenants', { name: 'rich', plan: 'premium' })).json()) as { readonly id: string };
  const key = ((await (await at.ask('POST', `/admin/tenants/${id}/apikeys`, { name: 'k' })).json()) as { readonly key: string }).key;
  expect((await at.ask('POST', `/v1/memories?api_key=${key}`, { namespace: 'n', content: 'c' })).status).toBe(201);
  expect(await readdir(path.join(folder, 'tenants', id))).toHaveLength(1);
  at.stop();
  const again = await start(program, volumes);
  expect(await (await again.ask('GET', '/v1/stats')).json()).toMatchObject({ total_memories: 0 });
  expect(await (await again.ask('GET', `/admin/tenants/${id}/usage`)).json()).toMatchObject({ usage: { memory_count: 1 } });
});

test.each([
  ['a variable', { env: { MAIA_STANDIN_NO_TENANTS: '1' } }],
  ['the tag of the image', { image: 'maia:v1-stock' }],
])('%s makes it a server as released', async (_, more) => {
  const at = await start(maiaServer(), [], more);
  expect([(await at.ask('GET', '/admin/tenants')).status, (await at.ask('GET', '/v1/stats')).status]).toEqual([404, 200]);
});

test('without a volume it keeps everything until it ends', async () => {
  const program = maiaServer();
  const at = await start(program, []);
  await at.ask('POST', '/admin/tenants', { name: 'red' });
  expect(await names(at)).toEqual(['red', 'system']);
  at.stop();
  expect(await names(await start(program, []))).toEqual(['system']);
});

test('with a certificate it speaks TLS and nothing else', async () => {
  const { cert } = makeCertificate(root, 'tls');
  const volumes = [volume('/etc/maia-tls', root)];
  const env = { MAIA_SECURITY_ENABLE_TLS: 'true', MAIA_TLS_CERT_PATH: '/etc/maia-tls/tls.crt', MAIA_TLS_KEY_PATH: '/etc/maia-tls/tls.key' };
  const { running } = await start(maiaServer(), volumes, { env });
  const socket = running.dial?.(8080);
  if (socket === undefined) throw new Error('nobody listens');
  const secure = connect({ socket, ca: cert, servername: 'tls' });
  secure.write('GET /health HTTP/1.1\r\nHost: tls\r\nConnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of secure) text += String(chunk);
  expect(text).toContain('"status":"healthy"');
});

test('a certificate that is none is told in the log, and the container runs', async () => {
  const env = { MAIA_SECURITY_ENABLE_TLS: 'true', MAIA_TLS_CERT_PATH: '/nowhere/tls.crt', MAIA_TLS_KEY_PATH: '/nowhere/tls.key' };
  const { lines } = await start(maiaServer(), [], { env });
  expect(lines[0]).toContain('no TLS client can be served');
});

test('a configuration with which the server would not start is refused', async () => {
  await expect(start(maiaServer(), [], { env: { MAIA_EMBEDDING_MODEL: 'openai' } })).rejects.toThrow('openai_api_key is required');
});
