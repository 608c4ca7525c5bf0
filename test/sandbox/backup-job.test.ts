import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BACKUP_SCRIPT } from '../../src/templates/maia/backup-script.ts';
import { shellProgram } from '../../src/sandbox/programs/shell-program.ts';
import { rawClient, type RawClient } from '../support/raw-client.ts';
import { runCli } from '../support/run-cli.ts';
import { startSandboxPlane } from '../support/start-sandbox-plane.ts';

const INSTANCE = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: maia, namespace: default}
spec: {backup: {enabled: true}}
`;
const JOBS = '/apis/batch/v1/namespaces/default/jobs';

interface Rig {
  readonly client: RawClient;
  /** Folders of the claims, as this machine has them. */
  readonly data: string;
  readonly backups: string;
  /** Makes a Job from the CronJob, as `kubectl create job --from` does, and waits for its end. Gives its condition and what it logged. */
  backup(name: string): Promise<{ readonly end: string; readonly log: string }>;
}

async function rig(): Promise<Rig> {
  const isBackup = (words: readonly string[]): boolean => words.includes(BACKUP_SCRIPT);
  const runner = shellProgram({
    path: process.env['PATH'] ?? '/usr/bin:/bin',
    tempRoot: os.tmpdir(),
    matches: ({ command }) => isBackup(command),
  });
  const plane = await startSandboxPlane({ programs: [runner] });
  const client = await rawClient(plane.kubeconfig);
  onTestFinished(async () => {
    client.close();
    await plane.close();
  });
  const { kubeconfig } = plane;
  expect((await runCli(['install'], { kubeconfig })).code).toBe(0);
  const path_ = '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances';
  expect((await client.request('POST', path_, { body: INSTANCE, type: 'application/yaml' })).status).toBe(201);
  expect((await runCli(['reconcile', '--timeout', '2m'], { kubeconfig, timeoutMs: 150_000 })).code).toBe(0);
  const { folders } = plane.sandbox;
  const [data, backups] = await Promise.all([folders.claim('default', 'maia-data'), folders.claim('default', 'maia-backup')]);
  return {
    client,
    data,
    backups,
    backup: async (name) => {
      const cron = (await client.request('GET', '/apis/batch/v1/namespaces/default/cronjobs/maia-backup')).json;
      const { spec, metadata, uid } = jobTemplate(cron);
      const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'maia-backup', uid };
      const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual' };
      const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, name, annotations, ownerReferences: [owner] }, spec };
      expect((await client.request('POST', JOBS, { body: job })).status).toBe(201);
      const conditions = async (): Promise<readonly string[]> => endsOf((await client.request('GET', `${JOBS}/${name}`)).json);
      await expect.poll(conditions).not.toEqual([]);
      const pods = (await client.request('GET', `/api/v1/namespaces/default/pods?labelSelector=job-name%3D${name}`)).json;
      const [pod] = (pods as { items: { metadata: { name: string } }[] }).items;
      const log = await client.request('GET', `/api/v1/namespaces/default/pods/${pod?.metadata.name ?? ''}/log`);
      return { end: (await conditions()).join(), log: log.text };
    },
  };
}

function jobTemplate(cron: unknown): { readonly spec: object; readonly metadata: object; readonly uid: string } {
  const { metadata, spec } = cron as { metadata: { uid: string }; spec: { jobTemplate: { metadata: object; spec: object } } };
  // Who waits for one failure does not wait for the next three.
  return { metadata: spec.jobTemplate.metadata, spec: { ...spec.jobTemplate.spec, backoffLimit: 0 }, uid: metadata.uid };
}

function endsOf(job: unknown): readonly string[] {
  const { status } = job as { status?: { conditions?: { type: string; status: string }[] } };
  return (status?.conditions ?? []).filter(({ type }) => type === 'Complete' || type === 'Failed').map(({ type }) => type);
}

test('a Job made from the CronJob of an instance really makes a backup that can be restored', async () => {
  const { data, backups, backup } = await rig();
  mkdirSync(path.join(data, 'tenants', "o'brien & sons"), { recursive: true });
  writeFileSync(path.join(data, '000001.vlog'), 'memories');
  writeFileSync(path.join(data, 'tenants', "o'brien & sons", 'two\nlines.sst'), 'more');
  const { end, log } = await backup('by-hand');
  expect([end, log]).toEqual(['Complete', expect.stringMatching(/backup-\d{8}-\d{6}\.tar\.gz/)]);
  const archives = readdirSync(backups).toSorted();
  expect(archives).toHaveLength(2);
  const [archive = '', sum = ''] = archives;
  expect(sum).toBe(`${archive}.sha256`);
  execFileSync('sha256sum', ['-c', sum], { cwd: backups, stdio: 'ignore' });
  const restored = path.join(backups, 'restored');
  mkdirSync(restored);
  onTestFinished(() => rmSync(restored, { recursive: true, force: true }));
  execFileSync('tar', ['-xf', path.join(backups, archive), '-C', restored, '--strip-components=1']);
  expect(readFileSync(path.join(restored, 'tenants', "o'brien & sons", 'two\nlines.sst'), 'utf8')).toBe('more');
  expect(readFileSync(path.join(data, '000001.vlog'), 'utf8')).toBe('memories');
});

test('one that cannot be made fails the Job, says why in its log, and leaves no half archive', async () => {
  const { backups, data, backup } = await rig();
  writeFileSync(path.join(data, '000001.vlog'), 'memories');
  // What stands in the place of the archive's folder cannot be written into.
  rmSync(backups, { recursive: true });
  writeFileSync(backups, 'no folder');
  const { end, log } = await backup('in-vain');
  expect(end).toBe('Failed');
  expect(log).not.toBe('');
  expect(readFileSync(backups, 'utf8')).toBe('no folder');
});
