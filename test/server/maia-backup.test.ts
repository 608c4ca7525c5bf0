import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';
import { untilAllowed } from '../support/until-allowed.ts';

const ARCHIVE = 'backup-20260101-020000.tar.gz';
const SUM = 'ab'.repeat(32);
/** What the Jobs say on a server whose pods run nothing. */
const SAID = [
  JSON.stringify({ archive: ARCHIVE, bytes: 2048, modified: 1_767_232_800, sha256: SUM, actual: SUM, entries: 7, state: 'ok' }),
  '{"end":true}',
];
const INSTANCE = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: notes}
spec: {image: {repository: example/quiet}, backup: {enabled: true}, ingress: {enabled: true, host: notes.example.org}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: plain}
spec: {image: {repository: example/quiet}}
`;

describeCluster(
  'backups',
  (plane) => {
    let scene: CommandScene;

    beforeAll(async () => {
      scene = await commandScene(plane, 'backup');
      const { namespace } = scene;
      const folder = await mkdtemp(path.join(os.tmpdir(), 'aistack-backup-logs-'));
      const logsFile = path.join(folder, 'log');
      await writeFile(logsFile, SAID.map((line, at) => `2026-01-01T00:00:0${String(at)}Z stdout F ${line}\n`).join(''));
      const isReal = sandboxPlane() === undefined;
      if (isReal) {
        const spec = { selector: { matchNamespaces: [namespace] }, logs: [{ logsFile, follow: true }] };
        const logs = { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'ClusterLogs', metadata: { name: namespace }, spec };
        await scene.kubectl('create -f -', JSON.stringify(logs));
      }
      await scene.kubectl('create -f -', INSTANCE);
      const settled = await scene.aistack('reconcile --timeout 3m');
      if (settled.code !== 0) throw new Error(settled.stderr);
      return async () => {
        if (isReal) await scene.kubectl(['delete', 'clusterlogs.kwok.x-k8s.io', namespace]);
        await rm(folder, { recursive: true });
      };
    });
    const object = async (name: string): Promise<Record<string, Record<string, unknown>>> =>
      JSON.parse(await scene.kubectl(['get', name, '-o', 'json'])) as Record<string, Record<string, unknown>>;
    const names = async (type: string): Promise<readonly string[]> =>
      (await scene.kubectl(['get', type, '-o', 'name'])).split('\n').filter(Boolean);

    test('a Job from the CronJob, as kubectl makes it; while one runs another is refused or waits', async () => {
      await scene.kubectl(['patch', 'cronjob', 'notes-backup', '-p', '{"spec":{"suspend":true}}']);
      const started = await scene.aistack('maia backup create notes --follow --timeout 3m -o json');
      expect(started, started.stderr).toMatchObject({ code: 0 });
      const { job, ...run } = JSON.parse(started.stdout) as { readonly job: string };
      expect(run).toMatchObject({
        kind: 'BackupRun',
        instance: 'notes',
        state: 'complete',
        archive: expect.stringMatching(/^backup-.*\.tar\.gz$/) as string,
      });
      const { metadata } = await object(`job/${job}`);
      const { metadata: cronJob } = await object('cronjob/notes-backup');
      expect(job).toMatch(/^notes-backup-\d{10}$/);
      expect(metadata).toMatchObject({
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
        labels: { 'app.kubernetes.io/component': 'backup', 'app.kubernetes.io/instance': 'notes' },
        ownerReferences: [{ kind: 'CronJob', name: 'notes-backup', uid: cronJob?.['uid'], controller: true }],
      });
      const busy = { ...(await object(`job/${job}`)), metadata: { name: 'busy', labels: metadata?.['labels'] }, status: undefined };
      const template = { metadata: {}, spec: { restartPolicy: 'Never', containers: [{ name: 'x', image: 'example/quiet' }] } };
      await scene.kubectl('create -f -', JSON.stringify({ ...busy, spec: { suspend: true, template } }));
      const refused = await scene.aistack('backup trigger notes');
      expect([refused.code, refused.stderr]).toEqual([
        6,
        `error: no backup was started: a backup of MaiaInstance notes in namespace ${scene.namespace} is being made\ncause: Job busy has not ended\nfix: wait for it with --wait-running\n`,
      ]);
      const late = await withEnoughTime(
        async (time) => scene.aistack(`backup trigger notes --wait-running --timeout ${time}`),
        ({ stderr }) => stderr.includes('Job busy'),
      );
      expect(late).toMatchObject({ code: 124, stderr: expect.stringContaining('cause: Job busy makes a backup') as string });
      const waiting = scene.aistack('backup trigger notes --wait-running --timeout 3m');
      await scene.kubectl('delete job busy');
      expect(await waiting).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^job\.batch\/notes-backup-\d{10} created\n$/) as string,
      });
      await scene.kubectl(['wait', '--for=condition=complete', '--timeout=180s', 'job', '-l', 'app.kubernetes.io/component=backup']);
    });

    test('list and verify read the volume by a Job that is gone afterwards', async () => {
      const before = await names('job');
      const listed = await scene.aistack('backup list notes -o json --timeout 3m');
      expect(listed, listed.stderr).toMatchObject({ code: 0 });
      const { items } = JSON.parse(listed.stdout) as { items: { archive: string; sha256: string; created: string }[] };
      expect(items.length).toBeGreaterThan(0);
      for (const item of items)
        expect(item).toMatchObject({
          archive: expect.stringMatching(/^backup-/) as string,
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        });
      expect(await scene.aistack('backup verify notes --timeout 3m')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^backup-\S+ ok: \d+ files/) as string,
      });
      await expect.poll(() => names('job')).toEqual(before);
      expect((await scene.aistack('backup logs notes')).stdout).toContain('{"archive":"backup-');
    });

    test(
      'restored in place and into a new instance beside a running operator, and without one as a rehearsal',
      { timeout: 400_000 },
      async () => {
        const operator = startCli(['reconcile', '--watch', '-n', scene.namespace], { kubeconfig: plane.kubeconfig, timeoutMs: 400_000 });
        await operator.until(/lease|reconcil|watch/i);
        const inPlace = await scene.aistack('backup restore notes --in-place --yes --timeout 3m');
        expect(inPlace, inPlace.stderr).toMatchObject({
          code: 0,
          stdout: expect.stringMatching(/\/notes restored from backup-/) as string,
        });
        const { metadata } = await object('maiainstance/notes');
        expect(metadata).not.toHaveProperty('annotations');
        const toNew = await scene.aistack('backup restore notes --to copy --timeout 3m');
        expect(toNew, toNew.stderr).toMatchObject({
          code: 0,
          stdout: 'maiainstance.maia.cuemby.com/copy restored from ' + /from (\S+)/.exec(toNew.stdout)?.[1] + '\n',
        });
        expect(toNew.stderr).toContain('note: copy gets no Ingress');
        await expect.poll(async () => (await object('maiainstance/copy'))['status']).toMatchObject({ phase: 'Running' });
        expect(toNew.stderr).not.toContain('reconciled from here');
        operator.signal('SIGTERM');
        expect((await operator.done).code).toBe(0);
        const rehearsed = await scene.aistack('backup restore notes --rehearse --timeout 3m');
        expect(rehearsed, rehearsed.stderr).toMatchObject({
          code: 0,
          stdout: expect.stringContaining('a server starts with backup-') as string,
        });
        await expect
          .poll(() => names('maiainstance'))
          .toEqual(['copy', 'notes', 'plain'].map((name) => `maiainstance.maia.cuemby.com/${name}`));
      },
    );

    test('the rights that auth rbac names are enough, and without them it is exit 5', { timeout: 400_000 }, async () => {
      const lines = [
        'backup trigger notes --wait --timeout 3m',
        'backup list notes',
        'backup verify notes',
        'backup logs notes',
        'backup restore notes --in-place --yes --wait-running',
      ].map((line, at) => ({ line, user: `u${String(at)}-${scene.namespace}`, words: line.split(' ').slice(0, 2) }));
      const codes = async (some: typeof lines): Promise<readonly unknown[]> =>
        Promise.all(some.map(async ({ line, user }) => [line, (await scene.aistack(`${line} --as ${user}`)).code]));
      expect(await codes(lines)).toEqual(lines.map(({ line }) => [line, 5]));
      const roles = await Promise.all(lines.map(async ({ words }) => (await scene.aistack(['auth', 'rbac', ...words])).stdout));
      const bindings = lines.map(({ user, words }) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: words.join('-') },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: `aistack-${words.join('-')}` },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
      }));
      await scene.kubectl('apply -f -', [...roles, ...bindings.map((binding) => JSON.stringify(binding))].join('\n---\n'));
      await untilAllowed(scene.kubectl, ...lines.map(({ user }) => `get maiainstances.maia.cuemby.com --as ${user}`));
      const [trigger, ...others] = lines;
      for (const some of [trigger === undefined ? [] : [trigger], others.slice(0, -1), others.slice(-1)]) {
        expect(await codes(some)).toEqual(some.map(({ line }) => [line, 0]));
      }
    });

    test('an instance without backups says how to switch them on', async () => {
      const refused = await scene.aistack('backup trigger plain');
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/makes no backups\ncause: spec\.backup\.enabled is false\nfix: kubectl patch mi plain -n /),
      ]);
      expect(await scene.aistack('backup list plain')).toMatchObject({
        code: 4,
        stderr: expect.stringContaining('PersistentVolumeClaim plain-backup') as string,
      });
    });

    test('only entry points with MAIA know the words', async () => {
      expect(await scene.aistack('backup list notes', { entry: 'kubectl-abi' })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('unknown command "backup"') as string,
      });
      const help = await runCli(['help', 'backup', 'restore'], { entry: 'kubectl-maia' });
      expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('kubectl maia backup restore') as string });
      expect((await runCli(['help'], { entry: 'kubectl-abi' })).stdout).not.toContain('backup');
      expect((await runCli(['help'], { entry: 'kubectl-maia' })).stdout).toContain('backup');
    });
  },
  { needs: 'controllers' },
);
