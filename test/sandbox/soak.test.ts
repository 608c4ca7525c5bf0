import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../src/kernel/clock.ts';
import { shellProgram } from '../../src/sandbox/programs/shell-program.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { wallClock } from '../../src/sandbox/wall-clock.ts';
import { rawClient } from '../support/raw-client.ts';
import { tempDir } from '../support/temp-dir.ts';
import { claimBody, deploymentBody, jobBody, podBody } from '../support/workload-bodies.ts';

const ROUNDS = 50;
const NAMESPACE = '/api/v1/namespaces/default';

/** A clock that knows its timers. Those of the sandbox hold no process, so nothing else would show one that is left. */
function countingClock(): Clock & { readonly pending: () => number } {
  const clock = wallClock();
  const timers = new Set<symbol>();
  return {
    ...clock,
    pending: () => timers.size,
    after: (ms, callback) => {
      const id = Symbol('timer');
      timers.add(id);
      const cancel = clock.after(ms, () => {
        timers.delete(id);
        callback();
      });
      return () => {
        timers.delete(id);
        cancel();
      };
    },
  };
}

/** What keeps a process alive, by its sort: sockets, servers, processes, timers. */
function held(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Listeners of the process itself. */
function listeners(): Readonly<Record<string, number>> {
  return Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
}

/** A container that runs for real, writes into its volume and never ends by itself. */
function worker(): object {
  const container = { command: ['sh', '-c', 'echo there > /data/file; sleep 600'], volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  return podBody('worker', { container, spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } });
}

async function fileIn(folder: string): Promise<boolean> {
  return (await readdir(folder)).includes('file');
}

/** Uses a sandbox, and ends it while a watch is open, a request is never answered, a process runs and a Deployment rolls out. */
async function useAndClose(sandbox: Sandbox, kubeconfig: string): Promise<void> {
  await writeFile(kubeconfig, sandbox.kubeconfig());
  const client = await rawClient(kubeconfig);
  const create = async (to: string, body: unknown): Promise<void> => {
    expect((await client.request('POST', to, { body })).status).toBe(201);
  };
  await create(`${NAMESPACE}/persistentvolumeclaims`, claimBody('data'));
  await create(`${NAMESPACE}/pods`, worker());
  await create('/apis/batch/v1/namespaces/default/jobs', jobBody('task'));
  const watch = client.lines(`${NAMESPACE}/pods?watch=true&allowWatchBookmarks=true`);
  await watch.next();
  const folder = await sandbox.folders.claim('default', 'data');
  await expect.poll(async () => fileIn(folder), { interval: 10 }).toBe(true);
  sandbox.faults.add({ when: () => true, fault: { do: 'silent' } });
  const unanswered = client.request('GET', `${NAMESPACE}/secrets`).catch((error: unknown) => error);
  await create('/apis/apps/v1/namespaces/default/deployments', deploymentBody('web', { replicas: 3 }));
  await sandbox.close();
  expect(await unanswered).toBeInstanceOf(Error);
  await watch.return();
  client.close();
}

test(`${String(ROUNDS)} sandboxes that were used leave nothing behind`, { timeout: 400_000 }, async () => {
  const [temp, home] = [tempDir(), tempDir()];
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temp;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const clock = countingClock();
  const start = { held: held(), listeners: listeners() };
  for (let round = 0; round < ROUNDS; round += 1) {
    const shell = shellProgram({ path: process.env['PATH'] ?? '/usr/bin:/bin', tempRoot: temp });
    const sandbox = await startSandbox({ seed: round, clock, controllers: 'instant', programs: [shell] });
    await useAndClose(sandbox, path.join(home, 'kubeconfig'));
    expect(clock.pending(), `timers after round ${String(round)}`).toBe(0);
  }
  expect(await readdir(temp)).toEqual([]);
  // What was still going on at the start may be over.
  const more = (): readonly string[] => Object.entries(held()).flatMap(([name, count]) => (count > (start.held[name] ?? 0) ? [name] : []));
  await expect.poll(more).toEqual([]);
  expect(listeners()).toEqual(start.listeners);
});
