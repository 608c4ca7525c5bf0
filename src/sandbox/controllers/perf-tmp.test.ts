import { expect, test } from 'vitest';
import { startSandbox } from '/work/main/src/sandbox/start-sandbox.ts';
test('perf', async () => {
  const s = await startSandbox({ controllers: 'instant', nodes: 3, gpus: 8, seed: 1 });
  const requester = { name: 'x', groups: ['system:masters'] };
  const d = s.registry.named('deployments.apps'), svc = s.registry.named('services'), ns = s.registry.named('namespaces');
  await s.controllers?.idle();
  const t0 = performance.now();
  for (let i = 0; i < 1000; i++) {
    s.objects.create(d!, 'default', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: `d${i}` }, spec: { selector: { matchLabels: { app: `d${i}` } }, template: { metadata: { labels: { app: `d${i}` } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } } }, { requester, fieldManager: 't' });
    s.objects.create(svc!, 'default', { apiVersion: 'v1', kind: 'Service', metadata: { name: `d${i}` }, spec: { selector: { app: `d${i}` }, ports: [{ port: 80 }] } }, { requester, fieldManager: 't' });
  }
  const t1 = performance.now();
  let worst = 0, last = performance.now(); const iv = setInterval(() => { const n = performance.now(); worst = Math.max(worst, n - last); last = n; }, 1);
  await s.controllers?.idle();
  clearInterval(iv);
  const t2 = performance.now();
  console.log('create', t1 - t0, 'converge', t2 - t1, 'worst gap', worst, 'pods', s.storage.count('pods'), 'events', s.storage.count('events'), 'version', s.storage.version, Math.round(process.memoryUsage().rss / 1e6));
  const ready = s.storage.list('deployments.apps').filter((x: any) => x.status?.availableReplicas === 1).length;
  const t3 = performance.now();
  for (let i = 0; i < 1000; i++) s.objects.delete(d!, { namespace: 'default', name: `d${i}` }, { propagation: 'Background' }, { requester, fieldManager: 't' });
  await s.controllers?.idle();
  console.log('ready', ready, 'delete', performance.now() - t3, s.storage.count('pods'));
  await s.close();
}, 300000);
