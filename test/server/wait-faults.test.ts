import { expect } from 'vitest';
import { NAMESPACE } from '../../src/kernel/builtin-types.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import type { ProxiedRequest } from '../support/proxy-faults.ts';
import { runCli } from '../support/run-cli.ts';
import { READY_STATUS, TENANT, tenantKey, tenantScene, WAITING_STATUS } from '../support/waiting-tenants.ts';

const scene = tenantScene();

clusterTest('cut watches, a forgotten version, refusals for a moment and a lost connection are got over', async () => {
  const { proxy, make, tell, start } = scene();
  await make('rough');
  await tell('rough', WAITING_STATUS);
  proxy.reset();
  const ofRough = ({ verb, query }: ProxiedRequest): boolean => verb === 'watch' && query.get('fieldSelector') === 'metadata.name=rough';
  proxy.inject({ when: ofRough, fault: { do: 'answer', code: 500, reason: 'InternalError' } });
  proxy.inject({ when: ofRough, fault: { do: 'cut-watch', after: 2 } });
  proxy.inject({ when: ofRough, fault: { do: 'answer', code: 410, reason: 'Expired' } });
  proxy.inject({ when: ofRough, fault: { do: 'reset' } });
  const waiting = start('wait tenant/rough --for=ready --timeout=3m');
  await expect.poll(() => proxy.count((request) => ofRough(request) && request.status === 200)).toBe(2);
  proxy.reset();
  proxy.dropConnections();
  await proxy.answered((request) => ofRough(request) && request.status === 200);
  await tell('rough', READY_STATUS);
  expect(await waiting.done).toEqual({ code: 0, stdout: 'maiatenant.maia.cuemby.com/rough condition met\n', stderr: '' });
});

clusterTest('a server that hangs, refuses or is not there', async () => {
  const { plane, proxy, make, run } = scene();
  await make('hung');
  const never = new Promise(() => undefined);
  const remove = proxy.inject({
    when: ({ resource }) => resource === 'maiatenants',
    fault: { do: 'hold', until: never },
    times: Infinity,
  });
  for (const args of ['tenant/hung', 'tenants']) {
    const { code, stdout, stderr } = await run(`wait ${args} --for=ready --timeout=300ms`);
    expect([args, code, stdout]).toEqual([args, 124, '']);
    expect(stderr).toContain('the API server has not answered');
  }
  expect(await run('wait tenant/hung --for=ready --timeout=0 --request-timeout=200ms')).toMatchObject({ code: 8, stdout: '' });
  expect(await run('wait tenant/hung --for=ready --request-timeout=200ms')).toMatchObject({ code: 8, stdout: '' });
  remove();
  expect(await run('wait tenant/hung --for=ready -s http://127.0.0.1:1')).toMatchObject({ code: 8, stdout: '' });
  const kubeconfig = plane.kubeconfigs.nobody;
  const refused = await runCli(['wait', 'tenant/hung', '--for=ready', '-n', 'default'], { kubeconfig });
  expect([refused.code, refused.stderr]).toEqual([
    5,
    expect.stringMatching(/^error: you \(.*\) may not watch MaiaTenant hung in namespace default\n/),
  ]);
  expect(await runCli(['wait', 'agents', '--for=ready'], { kubeconfig: plane.kubeconfig, entry: 'kubectl-aistack' })).toMatchObject({
    code: 7,
    stdout: '',
  });
});

clusterTest('a signal detaches: nothing is undone, and it says how to look again', async () => {
  const { api, proxy, make, tell, start, watched } = scene();
  await make('mine');
  await tell('mine', WAITING_STATUS);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    proxy.reset();
    const waiting = start('wait tenant/mine --for=ready --timeout=-1s');
    await watched('mine');
    waiting.signal(signal);
    expect(await waiting.done).toEqual({
      code,
      stdout: '',
      stderr: `note: nothing was undone; look again: kubectl maia wait tenant/mine -n default --for=ready\nerror: stopped by ${signal}\n`,
    });
  }
  expect((await api.get(TENANT, tenantKey('mine'))).metadata.deletionTimestamp).toBeUndefined();
  expect(proxy.count(({ verb }) => verb !== 'watch' && verb !== 'get' && verb !== 'list')).toBe(0);
});

clusterTest('many at once: all or any of them, by selector, in all namespaces', async () => {
  const { api, proxy, start } = scene();
  await api.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'wait-many' } });
  const names = Array.from({ length: 30 }, (_, index) => `many-${index}`);
  for (const name of names) {
    const manifest = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', spec: { instanceRef: { name: 'maia' } } };
    await api.create(TENANT, { ...manifest, metadata: { namespace: 'wait-many', name, labels: { many: 'yes' } } });
  }
  const tellMany = async (name: string): Promise<unknown> =>
    await api.patch(TENANT, { namespace: 'wait-many', name }, { type: 'merge', body: { status: READY_STATUS } }, { subresource: 'status' });
  proxy.reset();
  const any = start('wait tenants -l many=yes -A --for=ready --any --timeout=3m');
  await expect.poll(() => proxy.count(({ verb, status }) => verb === 'watch' && status === 200)).toBeGreaterThanOrEqual(30);
  await tellMany('many-7');
  expect(await any.done).toEqual({ code: 0, stdout: 'maiatenant.maia.cuemby.com/many-7 condition met\n', stderr: '' });
  proxy.reset();
  const all = start('wait tenants -l many=yes -n wait-many --for=ready --all --timeout=3m');
  await expect.poll(() => proxy.count(({ verb, status }) => verb === 'watch' && status === 200)).toBeGreaterThanOrEqual(29);
  for (const name of names) await tellMany(name);
  const { code, stdout, stderr } = await all.done;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.trimEnd().split('\n').toSorted()).toEqual(
    names.map((name) => `maiatenant.maia.cuemby.com/${name} condition met`).toSorted(),
  );
});
