import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Interruption } from '../../src/commands/shared/interruption.ts';
import { EXIT } from '../../src/output/exit-codes.ts';
import { startBackupScene, type BackupScene, type FileTree } from '../support/backup-scene.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import type { ProxiedRequest } from '../support/proxy-faults.ts';
import type { CliResult } from '../support/run-cli.ts';

/**
 * A restore dies at a request: nothing of it reaches the server from then on, and nothing of it is cleaned up. What polls is the same request
 * again and again: of those it dies at the first.
 */

const BACKED: FileTree = { 'store/000001.vlog': 'memories of the backup', MANIFEST: 'backup' };
const LATER: FileTree = { 'store/000002.vlog': 'memories of later', MANIFEST: 'later', extra: 'later' };
const CLAIM = '/api/v1/namespaces/default/persistentvolumeclaims/copy-data';
const PODS = '/api/v1/namespaces/default/pods?labelSelector=app.kubernetes.io%2Fcomponent%3Dserver';

let scene: BackupScene;
let proxy: FaultProxy;

beforeAll(async () => {
  scene = await startBackupScene();
  await scene.setData('notes', BACKED);
  const made = await scene.maia('backup trigger notes --wait');
  if (made.code !== EXIT.ok) throw new Error(made.stderr);
  proxy = await startFaultProxy(scene.kubeconfig);
});
afterAll(async () => {
  await proxy.close();
  await scene.close();
});

interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Runs a command through the proxy. It dies at the chosen one of the requests that differ from the one before; `steps` says how many there were. */
async function dying(args: string, death: Death): Promise<CliResult & { readonly steps: readonly string[] }> {
  const ends = new AbortController();
  const steps: string[] = [];
  let isDead = false;
  const isStep = ({ verb, resource, subresource, path }: ProxiedRequest): boolean => {
    // What reconciles the new instance has its own tests.
    if (verb === 'apply' || verb === 'watch' || ['leases', 'events'].includes(resource) || subresource === 'status') return false;
    const step = `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}${verb === 'get' ? ` ${path.slice(-20)}` : ''}`;
    if (steps.includes(step) && (verb === 'get' || verb === 'list')) return false;
    steps.push(step);
    return steps.length === death.at;
  };
  const die = (): true => {
    isDead = true;
    ends.abort(new Interruption('SIGTERM', EXIT.terminated));
    return true;
  };
  const silence = proxy.inject({ when: () => isDead, fault: { do: 'reset' }, times: Infinity });
  const strike = proxy.inject({
    when: (request) => isStep(request) && die(),
    fault: { do: death.when === 'before' ? 'reset' : 'lose-answer' },
    times: Infinity,
  });
  try {
    return { ...(await scene.maia(args, { kubeconfig: proxy.kubeconfig, signal: ends.signal })), steps };
  } finally {
    silence();
    strike();
  }
}

async function serverRuns(): Promise<boolean> {
  const { items } = (await scene.client.request('GET', PODS)).json as { items: { status: { phase?: string } }[] };
  return items.some(({ status }) => status.phase === 'Running');
}

/** Whatever a server runs on is one of the two, whole. */
async function expectPure(label: string): Promise<void> {
  if (await serverRuns()) expect([BACKED, LATER], label).toContainEqual(await scene.data('notes'));
}

async function expectEnd(tree: FileTree, label: string): Promise<void> {
  expect(await scene.data('notes'), label).toEqual(tree);
  expect(
    readdirSync(await scene.folder('notes-data')).filter((name) => name.startsWith('.restore')),
    label,
  ).toEqual([]);
  await expect.poll(serverRuns, { message: label }).toBe(true);
  const shown = await scene.maia('get instance notes -o jsonpath={.metadata.annotations}');
  expect(shown.stdout, label).toBe('');
}

/** Runs what follows a death. Gives what must stand on the volume then. */
type Follow = (label: string) => Promise<FileTree>;

const COMMAND = 'backup restore notes --in-place --yes';

function changes(step: string | undefined): boolean {
  return step !== undefined && !/^(get|list) /.test(step);
}

async function expectServed(label: string): Promise<FileTree> {
  await expectEnd(BACKED, label);
  return BACKED;
}

/** Lets a restore die before and after every request (of those that only read: before), and looks at what follows. Gives how many there are. */
async function everywhere(follow: Follow, onlyChanges: boolean, command = COMMAND, end: Follow = expectServed): Promise<number> {
  let known: readonly string[] = [];
  for (let at = 1; ; at += 1) {
    for (const when of ['before', 'after'] as const) {
      const isRead = at <= known.length && !changes(known[at - 1]);
      if (isRead && (onlyChanges || when === 'after')) continue;
      await scene.setData('notes', LATER);
      const died = await dying(command, { at, when });
      known = died.steps.length > known.length ? died.steps : known;
      const label = `${when} ${String(at)}: ${died.steps[at - 1] ?? ''}`;
      if (died.code === 0) {
        await end(label);
        return died.steps.length;
      }
      expect(died.code, `${label}\n${died.stderr}`).toBe(EXIT.terminated);
      await expectPure(label);
      const ended = await follow(label);
      if (command === COMMAND) await expectEnd(ended, label);
      else await end(label);
    }
  }
}

test('the same command goes on from every request at which it died', { timeout: 900_000 }, async () => {
  const goesOn: Follow = async (label) => {
    const again = await scene.maia(COMMAND);
    expect(again.code, `${label}\n${again.stderr}`).toBe(EXIT.ok);
    return BACKED;
  };
  expect(await everywhere(goesOn, false)).toBeGreaterThan(20);
});

test(
  '--rollback goes back from every change at which it died; where all is done, or nothing is, it says so',
  { timeout: 900_000 },
  async () => {
    const goesBack: Follow = async (label) => {
      const back = await scene.maia(`${COMMAND} --rollback`);
      if (back.code === EXIT.ok) return LATER;
      if (back.code === EXIT.conflict) {
        // The old data is being removed: it can only be finished.
        expect(back.stderr, label).toContain('cannot go back any more');
        expect((await scene.maia(COMMAND)).code, label).toBe(EXIT.ok);
        return BACKED;
      }
      expect(back.stderr, label).toMatch(/^error: no restore of MaiaInstance notes .* is under way/);
      const data = await scene.data('notes');
      expect([LATER, BACKED], label).toContainEqual(data);
      return data;
    };
    expect(await everywhere(goesBack, true)).toBeGreaterThan(20);
  },
);

test(
  'a restore into a new instance goes on from every change of its own, and the old one is not touched',
  { timeout: 900_000 },
  async () => {
    const command = 'backup restore notes --to copy --timeout 3m';
    const removed: Follow = async (label) => {
      expect(await scene.data('copy'), label).toEqual(BACKED);
      expect(await scene.data('notes'), label).toEqual(LATER);
      const { code, stderr } = await scene.maia('delete instance copy --yes --wait');
      expect([label, code], stderr).toEqual([label, EXIT.ok]);
      await expect.poll(async () => (await scene.client.request('GET', CLAIM)).status, { message: label }).toBe(404);
      return BACKED;
    };
    const goesOn: Follow = async (label) => {
      const again = await scene.maia(command);
      // It died after its last change: then there is nothing left to do.
      const isDone = again.code === EXIT.conflict && again.stderr.includes('MaiaInstance copy in namespace default is there already');
      expect(again.code === EXIT.ok || isDone, `${label}\n${again.stderr}`).toBe(true);
      return BACKED;
    };
    expect(await everywhere(goesOn, true, command, removed)).toBeGreaterThan(8);
  },
);
