import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startBackupScene, type BackupScene } from '../support/backup-scene.ts';

const OLD = { 'tenants/red/MANIFEST': 'red', '000001.vlog': 'memories of the backup', "it's $(id)": 'odd' };
const LATER = { '000002.vlog': 'memories of later' };

let scene: BackupScene;

beforeEach(async () => {
  scene = await startBackupScene();
  await scene.setData('notes', OLD);
});
afterEach(async () => {
  await scene.close();
});

function json(text: string): Record<string, unknown> {
  return JSON.parse(text) as Record<string, unknown>;
}

async function jobs(): Promise<readonly string[]> {
  const answer = await scene.client.request('GET', '/apis/batch/v1/namespaces/default/jobs');
  return (answer.json as { items: { metadata: { name: string } }[] }).items.map(({ metadata }) => metadata.name);
}

async function instance(name: string): Promise<{ status: number; annotations: Readonly<Record<string, string>> }> {
  const answer = await scene.client.request('GET', `/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances/${name}`);
  const { metadata } = answer.json as { metadata?: { annotations?: Record<string, string> } };
  return { status: answer.status, annotations: metadata?.annotations ?? {} };
}

test('a backup is triggered, listed, verified and logged', async () => {
  expect(await scene.maia('backup list notes')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No backups of notes found in default namespace.\n',
  });
  expect(await scene.maia('backup logs notes')).toMatchObject({ code: 0, stdout: '' });
  const made = await scene.maia('backup trigger notes --wait -o json');
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const run = json(made.stdout);
  expect(run).toMatchObject({
    apiVersion: 'cli.maia.cuemby.com/v1',
    kind: 'BackupRun',
    instance: 'notes',
    state: 'complete',
    archive: expect.stringMatching(/^backup-\d{8}-\d{6}\.tar\.gz$/) as string,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  const listed = await scene.maia('backup list notes -o json');
  expect(json(listed.stdout)).toMatchObject({
    kind: 'BackupList',
    items: [{ archive: run['archive'], bytes: run['bytes'], sha256: run['sha256'], verified: 'made' }],
  });
  const table = await scene.maia('backup list instance/notes --verify');
  expect(table.stdout).toMatch(/^ARCHIVE +SIZE +SHA256 +VERIFIED +AGE\nbackup-\S+ +\d+B +[0-9a-f]{12} +ok +\S+\n$/);
  const verified = await scene.maia('backup verify notes');
  expect(verified).toEqual({
    code: 0,
    stdout: `${String(run['archive'])} ok: 6 files and folders, ${String(run['bytes'])}B, sha256:${String(run['sha256'])}\n`,
    stderr: '',
  });
  const log = await scene.maia('backup logs notes');
  expect(log).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`backup complete: ${String(run['archive'])}`) as string,
    stderr: '',
  });
  // What looked is gone; what made the backup stays, as that of the schedule does.
  await expect.poll(jobs).toEqual([run['job']]);
});

test('a damaged backup is told by verify and list, and never restored', async () => {
  expect((await scene.maia('backup create notes --follow')).stderr).toMatch(/backup complete: backup-/);
  const folder = await scene.folder('notes-backup');
  const archive = readdirSync(folder).find((name) => name.endsWith('.gz')) ?? '';
  writeFileSync(path.join(folder, archive), 'garbage');
  const verified = await scene.maia('backup verify notes --from latest');
  expect(verified).toMatchObject({ code: 9, stdout: '' });
  expect(verified.stderr).toMatch(new RegExp(`^error: backup ${archive} of MaiaInstance notes is damaged\ncause: .*SHA-256`));
  expect(await scene.maia('backup list notes --verify')).toMatchObject({ code: 9, stdout: expect.stringContaining('damaged') as string });
  for (const way of ['--in-place --yes', '--to other', '--rehearse']) {
    const refused = await scene.maia(`backup restore notes ${way}`);
    expect([way, refused.code, refused.stderr]).toEqual([way, 9, expect.stringMatching(/is damaged: nothing was restored/)]);
  }
  expect(await scene.data('notes')).toEqual(OLD);
  expect((await instance('other')).status).toBe(404);
});

test('into a new instance: the same spec, the data of the backup, and the old instance as it was', async () => {
  await scene.maia('backup trigger notes --wait');
  await scene.setData('notes', LATER);
  const restored = await scene.maia('backup restore notes --to copy --reason tried -o json');
  expect(restored).toMatchObject({ code: 0 });
  expect(json(restored.stdout)).toMatchObject({ kind: 'RestoreReport', instance: 'notes', target: 'copy', result: 'restored', entries: 6 });
  expect([await scene.data('copy'), await scene.data('notes')]).toEqual([OLD, LATER]);
  expect(await instance('copy')).toEqual({ status: 200, annotations: { 'aistack.dev/restore-reason': 'tried' } });
  expect((await scene.maia('events --for instance/copy')).stdout).toMatch(
    /RestoreRequested .*backup-\S+ of notes is restored with kubectl maia: tried/,
  );
  expect((await scene.maia('get instance copy -o jsonpath={.status.phase}{.spec.storage.dataDir}')).stdout).toBe('Running/var/lib/notes');
  const again = await scene.maia('backup restore notes --to copy');
  expect([again.code, again.stderr]).toEqual([6, expect.stringMatching(/^error: MaiaInstance copy in namespace default is there already/)]);
});

test('in place: the server is stopped meanwhile, the old data goes when the new is served', async () => {
  await scene.maia('backup trigger notes --wait');
  await scene.setData('notes', LATER);
  const unasked = await scene.maia('backup restore notes --in-place');
  expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('say --yes')]);
  const restored = await scene.maia('backup restore notes --in-place --yes --reason spoilt');
  expect(restored).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^maiainstance\.maia\.cuemby\.com\/notes restored from backup-/) as string,
  });
  expect(restored.stderr.split('\n').map((line) => line.replace(/ \S+$/, ''))).toEqual([
    'check backup latest',
    'see that no backup is being made',
    'stop the server',
    'unpack the backup beside the data',
    'put it in the place of the data',
    'start the server',
    'remove what was set aside',
    '',
  ]);
  expect(await scene.data('notes')).toEqual(OLD);
  expect(readdirSync(await scene.folder('notes-data')).filter((name) => name.startsWith('.restore'))).toEqual([]);
  expect((await instance('notes')).annotations).toEqual({ 'aistack.dev/restore-reason': 'spoilt' });
  expect((await scene.maia('events --for instance/notes')).stdout).toMatch(
    /RestoreRequested .*data is replaced with backup-\S+ with kubectl maia: spoilt/,
  );
  await expect.poll(async () => (await jobs()).filter((name) => name.includes('restore'))).toEqual([]);
  expect((await scene.maia('reconcile --timeout 2m')).code).toBe(0);
});

test('a backup that turns out to be unusable once the server is stopped: the server runs on the old data again, and the error is told', async () => {
  await scene.maia('backup trigger notes --wait');
  await scene.setData('notes', LATER);
  const folder = await scene.folder('notes-backup');
  const archive = readdirSync(folder).find((name) => name.endsWith('.gz')) ?? '';
  writeFileSync(path.join(folder, archive), 'garbage');
  // As if it was looked at while it was whole.
  const state = JSON.stringify({ id: 'ab12', from: archive, source: 'notes', mode: 'in-place', back: false, step: 'unpack' });
  const annotations = { 'maia.cuemby.com/paused': 'true', 'maia.cuemby.com/restore': state };
  const path_ = '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances/notes';
  await scene.client.request('PATCH', path_, { body: { metadata: { annotations } }, type: 'application/merge-patch+json' });
  const other = await scene.maia('backup restore notes --in-place --yes --from backup-20200101-000000.tar');
  expect([other.code, other.stderr]).toEqual([
    6,
    expect.stringMatching(/is under way, not from backup-20200101-000000\.tar\nfix: finish it with --from backup-/),
  ]);
  const failed = await scene.maia('backup restore notes --in-place --yes');
  expect(failed).toMatchObject({ code: 9, stdout: '' });
  expect(failed.stderr).toMatch(
    /^error: the restore of MaiaInstance notes \(unpack\) failed: Job notes-restore-ab12-unpack .*\ncause: restore failed: the checksum of the backup/m,
  );
  expect(await scene.data('notes')).toEqual(LATER);
  expect((await instance('notes')).annotations).toEqual({});
  expect((await scene.maia('get instance notes -o jsonpath={.spec.replicas}')).stdout).toBe('1');
  const pods = async (): Promise<readonly unknown[]> => {
    const url = '/api/v1/namespaces/default/pods?labelSelector=app.kubernetes.io%2Fcomponent%3Dserver';
    return ((await scene.client.request('GET', url)).json as { items: unknown[] }).items;
  };
  await expect.poll(pods).toHaveLength(1);
});

test('a rehearsal tells that a server starts with the backup, and leaves nothing', async () => {
  await scene.maia('backup trigger notes --wait');
  const rehearsed = await scene.maia('backup restore notes --rehearse');
  expect(rehearsed).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/notes: a server starts with backup-\S+ \(tried in notes-rehearsal, removed again, [^)]+\)\n$/) as string,
  });
  expect((await instance('notes-rehearsal')).status).toBe(404);
  await expect.poll(jobs).toHaveLength(1);
});

test('what cannot be is refused with a way out', async () => {
  const refusals: readonly (readonly [string, number, RegExp])[] = [
    ['backup restore notes --in-place --yes', 4, /has no backup\nfix: make one: kubectl maia backup trigger notes -n default --wait/],
    [
      'backup verify notes --from backup-20200101-020000.tar',
      4,
      /has no backup backup-20200101-020000\.tar\nfix: kubectl maia backup list notes/,
    ],
    ['backup verify notes --from ../x', 2, /--from "\.\.\/x" is no name of a backup/],
    ['backup restore notes', 2, /say where to restore to/],
    ['backup restore notes --to x --in-place --yes', 2, /say where to restore to/],
    ['backup restore notes --to notes', 2, /--to names the instance itself/],
    ['backup restore notes --to A_B', 2, /cannot be the name of an instance/],
    ['backup restore notes --in-place --rollback --yes', 4, /no restore of MaiaInstance notes in namespace default is under way/],
    ['backup restore notes --to copy --rollback --yes', 4, /no restore of MaiaInstance copy in namespace default is under way/],
    ['backup trigger none', 4, /MaiaInstance none in namespace default not found/],
    ['backup trigger', 2, /needs the name of one instance/],
    ['backup trigger tenant/x', 2, /is about instances of MAIA/],
    ['backup logs notes --job other', 4, /has no backup Job other/],
  ];
  for (const [line, code, message] of refusals) {
    const { stderr, ...result } = await scene.maia(line);
    expect([line, result]).toEqual([line, { code, stdout: '' }]);
    expect(stderr, line).toMatch(message);
  }
  const instances = '/apis/maia.cuemby.com/v1alpha1/namespaces/default/maiainstances/notes';
  await scene.client.request('PATCH', instances, {
    body: { metadata: { annotations: { 'maia.cuemby.com/paused': 'true' } } },
    type: 'application/merge-patch+json',
  });
  await scene.maia('backup trigger notes --wait');
  expect(await scene.maia('backup restore notes --in-place --yes')).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('is paused already') as string,
  });
  await scene.client.request('PATCH', instances, { body: { spec: { backup: { enabled: false } } }, type: 'application/merge-patch+json' });
  expect(await scene.maia('backup trigger notes')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/makes no backups\ncause: spec\.backup\.enabled is false\nfix: kubectl patch mi notes/) as string,
  });
});
