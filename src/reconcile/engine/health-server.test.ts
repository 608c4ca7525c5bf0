import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startHealthServer, type RunningHealthServer } from './health-server.ts';
import { createMetrics } from './metrics.ts';

async function serve(
  addresses: { readonly health?: string; readonly metrics?: string },
  notReady: () => readonly string[] = () => [],
): Promise<RunningHealthServer> {
  const metrics = createMetrics();
  metrics.count('workqueue_adds_total', { name: 'w' });
  const server = await startHealthServer({
    healthAddress: addresses.health ?? '0',
    metricsAddress: addresses.metrics ?? '0',
    metrics,
    notReady,
  });
  onTestFinished(async () => server.close());
  return server;
}

async function ask(port: number | undefined, path: string, method = 'GET'): Promise<readonly [number, string]> {
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method });
  return [response.status, await response.text()];
}

test('alive is always said, ready only once nothing is missing', async () => {
  let missing: readonly string[] = ['caches are not synced', 'watching pods: forbidden'];
  const { healthPort, metricsPort } = await serve({ health: '127.0.0.1:0' }, () => missing);
  expect(metricsPort).toBeUndefined();
  expect(await ask(healthPort, '/healthz')).toEqual([200, 'ok']);
  expect(await ask(healthPort, '/readyz')).toEqual([500, '[-] caches are not synced\n[-] watching pods: forbidden\n']);
  missing = [];
  expect(await ask(healthPort, '/readyz?verbose')).toEqual([200, 'ok']);
  expect((await ask(healthPort, '/metrics'))[0]).toBe(404);
  expect((await ask(healthPort, '/healthz', 'POST'))[0]).toBe(405);
});

test('metrics are served on an address of their own, in the Prometheus format', async () => {
  const { metricsPort } = await serve({ metrics: '127.0.0.1:0' });
  const response = await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toContain('workqueue_adds_total{name="w"} 1');
  expect((await ask(metricsPort, '/healthz'))[0]).toBe(404);
});

test('0 turns a server off, IPv6 is written in brackets, and nonsense is refused with what to write', async () => {
  expect(await serve({})).toMatchObject({ close: expect.any(Function) as () => void });
  await expect(serve({ health: ':http' })).rejects.toThrow('":http" is not an address to listen on: write HOST:PORT, :PORT, or 0 for none');
  await expect(serve({ metrics: ':65536' })).rejects.toThrow('":65536" is not an address');
});

test('an address that is taken is an error, and the server on the other address is not left behind', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void taken.close());
  const busy = `127.0.0.1:${String((taken.address() as { port: number }).port)}`;
  const free = createServer();
  await new Promise<void>((resolve) => {
    free.listen(0, '127.0.0.1', resolve);
  });
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => {
    free.close(resolve);
  });
  await expect(serve({ health: `127.0.0.1:${String(port)}`, metrics: busy })).rejects.toThrow('EADDRINUSE');
  await expect(ask(port, '/healthz')).rejects.toThrow('fetch failed');
});

test('after the end nothing listens any more', async () => {
  const server = await serve({ health: '127.0.0.1:0', metrics: '127.0.0.1:0' });
  await ask(server.healthPort, '/healthz');
  await server.close();
  await expect(ask(server.healthPort, '/healthz')).rejects.toThrow('fetch failed');
  await expect(ask(server.metricsPort, '/metrics')).rejects.toThrow('fetch failed');
});
