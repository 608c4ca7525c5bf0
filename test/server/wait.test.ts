import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { EVENT } from '../../src/kernel/builtin-types.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { clusterTest } from '../support/describe-cluster.ts';
import { READY_STATUS, readyCondition, TENANT, tenantKey, tenantScene, WAITING_STATUS } from '../support/waiting-tenants.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

const scene = tenantScene();

clusterTest('it ends when the object is ready, and says so as kubectl does', async () => {
  const { make, tell, start, watched } = scene();
  await make('a');
  await tell('a', WAITING_STATUS);
  const waiting = start('wait tenant/a --for=ready --timeout=3m');
  await watched('a');
  await tell('a', READY_STATUS);
  expect(await waiting.done).toEqual({ code: 0, stdout: 'maiatenant.maia.cuemby.com/a condition met\n', stderr: '' });
});

clusterTest('a status of an older spec does not count', async () => {
  const { api, make, tell, run, start, watched } = scene();
  await make('edited');
  await tell('edited', READY_STATUS);
  await api.patch(TENANT, tenantKey('edited'), { type: 'merge', body: { spec: { displayName: 'Edited' } } });
  const late = await run('wait tenant/edited --for=ready --timeout=0');
  expect(late).toMatchObject({ code: 124, stdout: '' });
  expect(late.stderr).toBe(
    [
      'error: looked once: maiatenant.maia.cuemby.com/edited in namespace default is not ready',
      'cause: its status is of generation 1, and its spec is at 2',
      'fix: wait longer with --timeout, or look: kubectl maia why tenant edited -n default',
      '',
    ].join('\n'),
  );
  const waiting = start('wait tenants edited --for=condition=ready --timeout=3m');
  await watched('edited');
  await tell('edited', { ...READY_STATUS, phase: 'Failed' });
  await tell('edited', { ...READY_STATUS, observedGeneration: 2 });
  expect(await waiting.done).toMatchObject({ code: 0 });
});

clusterTest('a failure ends it at once with 9', async () => {
  const { make, tell, run, start, watched } = scene();
  await make('broken');
  await tell('broken', WAITING_STATUS);
  const waiting = start('wait tenant/broken --for=ready --timeout=3m');
  await watched('broken');
  await tell('broken', { phase: 'Failed', conditions: [readyCondition('False', 'WrongKey', 'the key is wrong')] });
  expect(await waiting.done).toEqual({
    code: 9,
    stdout: '',
    stderr: [
      'error: maiatenant.maia.cuemby.com/broken in namespace default failed: it is not ready, and waiting will not change that',
      'cause: its phase is Failed; Ready is False (WrongKey): the key is wrong',
      'fix: kubectl maia why tenant broken -n default',
      '',
    ].join('\n'),
  });
  expect(await run('wait tenant/broken --for=jsonpath={.status.phase}=Failed')).toMatchObject({ code: 0 });
});

clusterTest('an object that is not there, goes, or is made anew, ends it with 4', async () => {
  const { api, proxy, make, tell, run, start, watched } = scene();
  expect(await run('wait tenant/nobody --for=ready')).toEqual({
    code: 4,
    stdout: '',
    stderr: 'error: maiatenant.maia.cuemby.com/nobody in namespace default not found\nfix: kubectl maia get maiatenants -n default\n',
  });
  await make('goes');
  const waiting = start('wait tenant/goes --for=ready --timeout=3m');
  await watched('goes');
  await api.remove(TENANT, tenantKey('goes'));
  const result = await waiting.done;
  expect([result.code, result.stderr]).toEqual([4, expect.stringContaining('was deleted while it was waited for')]);

  await make('anew');
  proxy.reset();
  // The watch hears nothing of the change: the next list shows another object.
  proxy.inject({ when: ({ verb }) => verb === 'watch', fault: { do: 'cut-watch', after: 2 } });
  proxy.inject({
    when: ({ verb, query }) => verb === 'watch' && query.has('resourceVersion'),
    fault: { do: 'answer', code: 410, reason: 'Expired' },
  });
  const other = start('wait tenant/anew --for=ready --timeout=3m');
  await watched('anew');
  await api.remove(TENANT, tenantKey('anew'));
  await make('anew');
  await tell('anew', READY_STATUS);
  const replaced = await other.done;
  expect([replaced.code, replaced.stderr]).toEqual([4, expect.stringContaining('was deleted, and another object has taken its name')]);
});

clusterTest('deletion: what is gone, goes or was never there is well', async () => {
  const { api, make, run, start, watched } = scene();
  for (const args of ['tenant/never', 'tenants -l no=one', 'tenant/never --timeout=0']) {
    expect([args, await run(`wait ${args} --for=deleted`)]).toMatchObject([args, { code: 0, stderr: '' }]);
  }
  expect(await run('wait tenants -l no=one --for=ready')).toMatchObject({
    code: 4,
    stderr: 'error: there is nothing to wait for in namespace default\nfix: kubectl maia get all -n default\n',
  });
  await make('held', { finalizers: ['test.aistack.dev/hold'] });
  await api.remove(TENANT, tenantKey('held'));
  const late = await withEnoughTime(
    async (time) => run(`wait tenant/held --for=delete --timeout=${time}`),
    ({ stderr }) => stderr.includes('it is being deleted'),
  );
  expect(late.code).toBe(124);
  expect(late.stderr).toContain('cause: it is being deleted and waits for test.aistack.dev/hold\n');
  const waiting = start('wait tenant/held --for=deleted');
  await watched('held');
  await api.patch(TENANT, tenantKey('held'), { type: 'merge', body: { metadata: { finalizers: null } } });
  expect(await waiting.done).toEqual({ code: 0, stdout: 'maiatenant.maia.cuemby.com/held condition met\n', stderr: '' });
});

clusterTest('when the time is over, it names the last condition and the newest events', async () => {
  const { api, make, tell, run } = scene();
  const { metadata, apiVersion, kind } = await make('slow');
  await tell('slow', WAITING_STATUS);
  const involvedObject = { apiVersion, kind, name: 'slow', namespace: 'default', uid: metadata.uid };
  for (const [index, reason] of ['Older', 'Old', 'New', 'Newer'].entries()) {
    const lastTimestamp = `2026-01-01T00:00:0${index}Z`;
    await api.create(EVENT, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace: 'default', name: `slow.${index}` },
      involvedObject,
      type: 'Warning',
      reason,
      message: `${reason} news`,
      lastTimestamp,
    });
  }
  const { code, stdout, stderr } = await withEnoughTime(
    async (time) => run(`wait tenant/slow --for=ready --timeout=${time}`),
    (result) => result.stderr.includes('NoServer') && result.stderr.includes(' ago: '),
  );
  expect([code, stdout]).toEqual([124, '']);
  expect(stderr.replaceAll(/^ {2}\S+ ago/gm, '  SOME ago').replace(/ after \d+s: /, ' after a while: ')).toBe(
    [
      'error: timed out after a while: maiatenant.maia.cuemby.com/slow in namespace default is not ready',
      'cause: Ready is False (NoServer): the server is not there',
      '  SOME ago: Warning Newer: Newer news',
      '  SOME ago: Warning New: New news',
      '  SOME ago: Warning Old: Old news',
      'fix: wait longer with --timeout, or look: kubectl maia why tenant slow -n default',
      '',
    ].join('\n'),
  );
});

clusterTest('output: name, json, yaml, records, and nothing but results with -q', async () => {
  const { make, tell, run } = scene();
  await make('shown');
  await tell('shown', READY_STATUS);
  expect(await run('wait tenant/shown --for=ready -o name')).toMatchObject({ code: 0, stdout: 'maiatenant.maia.cuemby.com/shown\n' });
  const one = JSON.parse((await run('wait tenant/shown --for=ready -o json')).stdout) as KubeObject;
  expect(one).toMatchObject({ kind: 'MaiaTenant', metadata: { name: 'shown' }, status: { phase: 'Active' } });
  expect(one.metadata).not.toHaveProperty('managedFields');
  const list = JSON.parse((await run('wait tenant/shown tenant/a --for=ready -o json')).stdout) as {
    kind: string;
    items: readonly KubeObject[];
  };
  expect([list.kind, list.items.map(({ metadata: { name } }) => name).toSorted()]).toEqual(['List', ['a', 'shown']]);
  expect((await run('wait tenant/shown --for=ready -o yaml')).stdout).toMatch(
    /^apiVersion: maia\.cuemby\.com\/v1alpha1\nkind: MaiaTenant\n/,
  );
  const file = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-wait-')), 'steps.ndjson');
  expect(await run(`wait tenant/shown --for=ready --output-file ${file}`)).toMatchObject({ code: 0 });
  expect(await run(`wait tenant/broken --for=ready -q --output-file ${file}`)).toMatchObject({ code: 9, stdout: '' });
  const records = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(records).toEqual([
    { time: expect.any(String), step: 'wait', object: 'maiatenant.maia.cuemby.com/shown', result: 'ready' },
    { time: expect.any(String), step: 'wait', object: 'maiatenant.maia.cuemby.com/broken', result: expect.stringMatching(/^failed: /) },
  ]);
  expect(await run('wait tenant/shown --for=ready --output-file /nowhere/steps')).toMatchObject({ code: 1, stdout: '' });
});

clusterTest('wrong usage is exit 2 and asks no server', async () => {
  const { proxy, run } = scene();
  proxy.reset();
  for (const args of [
    'tenant/a',
    '--for=ready',
    'tenant/a --for=steady',
    'tenant/a --for=jsonpath={.a',
    'tenant/a --for=ready --timeout=soon',
    'tenant/a --for=ready -o table',
    'tenant/a --for=ready -A',
    'tenants --for=ready -A -n x',
    'tenant/a --for=ready -l x=y',
    'tenants --for=ready --any --all',
    'tenant/a --for=ready --until=x',
    'nonsense/a --for=ready',
  ]) {
    const result = await run(`wait ${args}`);
    expect([args, result.code, result.stdout]).toEqual([args, 2, '']);
    expect(result.stderr).toMatch(/^error: .*\n/);
  }
  expect(proxy.requests).toEqual([]);
});
