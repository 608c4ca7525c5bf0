import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BACKUP_SCRIPT } from './backup-script.ts';

const DAY_MS = 86_400_000;

interface Place {
  readonly root: string;
  readonly data: string;
  readonly backups: string;
}

function place(dataName = 'data'): Place {
  const root = mkdtempSync(path.join(os.tmpdir(), 'aistack-backup-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const data = path.join(root, dataName);
  const backups = path.join(root, 'backups');
  mkdirSync(path.join(data, 'tenants', 'red'), { recursive: true });
  mkdirSync(path.join(data, 'lost+found'));
  mkdirSync(backups);
  writeFileSync(path.join(data, '000001.vlog'), 'memories');
  writeFileSync(path.join(data, 'LOCK'), '1');
  writeFileSync(path.join(data, 'tenants', 'red', 'LOCK'), '1');
  writeFileSync(path.join(data, 'tenants', 'red', 'MANIFEST'), 'manifest');
  return { root, data, backups };
}

/** The shell under test: `sh` of this machine, or what AISTACK_TEST_SH names (`/path/to/busybox sh`). */
const [SHELL = 'sh', ...SHELL_ARGS] = (process.env['AISTACK_TEST_SH'] ?? 'sh').split(' ');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(at: Place, env: Readonly<Record<string, string>> = {}, script: string = BACKUP_SCRIPT): Run {
  const { status, stdout, stderr } = spawnSync(SHELL, [...SHELL_ARGS, '-c', script], {
    encoding: 'utf8',
    env: {
      PATH: process.env['AISTACK_TEST_PATH'] ?? process.env['PATH'],
      DATA_DIR: at.data,
      BACKUP_DIR: at.backups,
      RETENTION_DAYS: '30',
      COMPRESS: 'true',
      ...env,
    },
  });
  return { status, stdout, stderr };
}

function archives(at: Place): readonly string[] {
  return readdirSync(at.backups).filter((name) => /^backup-.*\.tar(\.gz)?$/.test(name));
}

function aged(file: string, days: number, now: number): void {
  writeFileSync(file, 'old');
  utimesSync(file, new Date(now - days * DAY_MS), new Date(now - days * DAY_MS));
}

/** A folder with a `tar` of its own in front of the PATH. */
function withTar(at: Place, script: string): Readonly<Record<string, string>> {
  const bin = path.join(at.root, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'tar'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, 'tar'), 0o755);
  return { PATH: `${bin}:${process.env['AISTACK_TEST_PATH'] ?? process.env['PATH'] ?? ''}` };
}

test.each([
  ['true', /^backup-\d{8}-\d{6}\.tar\.gz$/],
  ['false', /^backup-\d{8}-\d{6}\.tar$/],
])('with COMPRESS=%s a run leaves one archive of the promised name and its checksum', (compress, name) => {
  const at = place();
  const { status, stdout, stderr } = run(at, { COMPRESS: compress });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [archive = ''] = archives(at);
  expect(archive).toMatch(name);
  expect(readdirSync(at.backups).toSorted()).toEqual([archive, `${archive}.sha256`]);
  expect(stdout).toContain(`backup complete: ${archive}`);
  const bytes = readFileSync(path.join(at.backups, archive));
  expect(readFileSync(path.join(at.backups, `${archive}.sha256`), 'utf8')).toBe(
    `${createHash('sha256').update(bytes).digest('hex')}  ${archive}\n`,
  );
  const [said = ''] = stdout.trim().split('\n').slice(-1);
  expect(JSON.parse(said)).toEqual({ archive, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect([bytes[0], bytes[1]].join()).toBe(compress === 'true' ? '31,139' : `${'d'.charCodeAt(0)},${'a'.charCodeAt(0)}`);
});

test('the archive is rooted at the name of the data directory and leaves out locks and lost+found', () => {
  const at = place();
  run(at);
  const listing = execFileSync('tar', ['-tzf', path.join(at.backups, archives(at)[0] ?? '')], { encoding: 'utf8' });
  expect(listing.trim().split('\n').toSorted()).toEqual([
    'data/',
    'data/000001.vlog',
    'data/tenants/',
    'data/tenants/red/',
    'data/tenants/red/MANIFEST',
  ]);
});

test.each([
  'with space',
  'quo"te',
  "apos'trophe",
  '$HOME $(touch pwned) `id`',
  '--checkpoint-action=exec=id',
  '-rf',
  '*',
  'new;line && exit 3',
  'LOCK',
])('a data directory called %s is backed up like any other', (name) => {
  const at = place(name);
  const { status, stderr } = run(at);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const target = path.join(at.root, 'restored');
  mkdirSync(target);
  execFileSync('tar', ['-xzf', path.join(at.backups, archives(at)[0] ?? ''), '-C', target]);
  expect(readdirSync(target)).toEqual([name]);
  expect(readFileSync(path.join(target, name, '000001.vlog'), 'utf8')).toBe('memories');
  expect(existsSync(path.join(at.backups, 'pwned'))).toBe(false);
});

test('slashes at the end of the data directory change nothing', () => {
  const at = place();
  expect(run({ ...at, data: `${at.data}//` }).status).toBe(0);
  const listing = execFileSync('tar', ['-tzf', path.join(at.backups, archives(at)[0] ?? '')], { encoding: 'utf8' });
  expect(listing.split('\n')[0]).toBe('data/');
});

test('a failing tar leaves nothing that counts as a backup and deletes no old one', () => {
  const at = place();
  const old = path.join(at.backups, 'backup-20200101-000000.tar.gz');
  aged(old, 100, Date.now());
  const { status, stderr } = run(at, withTar(at, 'case $1 in -c*) echo half >"$2"; exit 1;; esac'));
  expect(status).not.toBe(0);
  expect(stderr).toContain('backup failed: the data directory could not be archived');
  expect(readdirSync(at.backups)).toEqual(['backup-20200101-000000.tar.gz']);
});

test('an archive that cannot be read back is thrown away', () => {
  const at = place();
  const { status, stderr } = run(at, withTar(at, 'case $1 in -c*) echo half >"$2";; *) exit 2;; esac'));
  expect(status).not.toBe(0);
  expect(stderr).toContain('backup failed: the archive cannot be read back');
  expect(readdirSync(at.backups)).toEqual([]);
});

test('where no more can be written it fails, and leaves nothing that counts as a backup', () => {
  const at = place();
  writeFileSync(path.join(at.data, '000002.vlog'), randomBytes(200_000));
  // The limit of a file's size stands in for a full volume.
  const { status, stderr } = run(at, {}, `ulimit -f 16\n${BACKUP_SCRIPT}`);
  expect([status === 0, stderr]).toEqual([false, expect.stringContaining('backup failed: the data directory could not be archived')]);
  expect(readdirSync(at.backups)).toEqual([]);
});

test('a run that is killed while tar writes leaves nothing that counts as a backup, and the next one is whole', () => {
  const at = place();
  const killed = run(at, withTar(at, 'case $1 in -c*) echo half >"$2"; kill -9 $PPID;; esac'));
  expect(killed.status).toBe(null);
  expect(archives(at)).toEqual([]);
  expect(readdirSync(at.backups).every((name) => name.startsWith('.backup-'))).toBe(true);
  expect(run(at).status).toBe(0);
  expect(archives(at)).toHaveLength(1);
});

test('two runs of one second leave two archives', () => {
  const at = place();
  expect([run(at).status, run(at).status]).toEqual([0, 0]);
  expect(archives(at)).toHaveLength(2);
});

test('what a restore has set aside is no part of a backup', () => {
  const at = place();
  mkdirSync(path.join(at.data, '.restore-ab12', 'old'), { recursive: true });
  writeFileSync(path.join(at.data, '.restore-ab12', 'old', 'MANIFEST'), 'aside');
  expect(run(at).status).toBe(0);
  expect(execFileSync('tar', ['-tzf', path.join(at.backups, archives(at)[0] ?? '')], { encoding: 'utf8' })).not.toContain('.restore-');
});

test('what a killed run left behind is cleaned once it is stale, what another run still writes is not', () => {
  const at = place();
  const stale = '.backup-20260101-020000.tar.gz.partial.AbCdEf';
  const fresh = '.backup-20260102-020000.tar.gz.partial.GhIjKl';
  aged(path.join(at.backups, stale), 0.1, Date.now());
  writeFileSync(path.join(at.backups, fresh), 'half');
  expect(run(at).status).toBe(0);
  expect(existsSync(path.join(at.backups, stale))).toBe(false);
  expect(existsSync(path.join(at.backups, fresh))).toBe(true);
});

test('backups older than the retention go with their checksums; younger ones and other files stay', () => {
  const at = place();
  const now = Date.now();
  const gone = ['backup-20260101-020000.tar.gz', 'backup-20260101-020000.tar.gz.sha256', 'backup-20260102-020000.tar'];
  const kept = ['backup-20260201-020000.tar.gz', 'backup-20260201-020000.tar.gz.sha256'];
  const strangers = ['notes.txt', 'maia-backup-20200101-000000.tar.gz'];
  for (const name of gone) aged(path.join(at.backups, name), 9, now);
  for (const name of kept) aged(path.join(at.backups, name), 6, now);
  for (const name of strangers) aged(path.join(at.backups, name), 900, now);
  expect(run(at, { RETENTION_DAYS: '7' }).status).toBe(0);
  const left = readdirSync(at.backups);
  expect(left).toEqual(expect.arrayContaining([...kept, ...strangers]));
  for (const name of gone) expect(left).not.toContain(name);
  expect(left).toHaveLength(kept.length + strangers.length + 2);
});

test.each([
  ['a data directory that is not there', { DATA_DIR: '/nowhere/at/all' }, 'the data directory does not exist'],
  ['a relative data directory', { DATA_DIR: 'data' }, 'DATA_DIR is not an absolute path'],
  ['a backup directory that is not there', { BACKUP_DIR: '/nowhere/at/all' }, 'the backup directory does not exist'],
  ['a retention that is not a number', { RETENTION_DAYS: '1 -o -name x' }, 'RETENTION_DAYS is not a number'],
  ['an unknown compression', { COMPRESS: 'yes' }, 'COMPRESS is neither true nor false'],
])('%s is told and nothing is touched', (_case, env, message) => {
  const at = place();
  const { status, stderr } = run(at, env);
  expect(status).toBe(1);
  expect(stderr).toContain(`backup failed: ${message}`);
  expect(readdirSync(at.backups)).toEqual([]);
});

test('Kubernetes finds no variable to expand in the script', () => {
  expect(BACKUP_SCRIPT).not.toContain('$$');
  expect(BACKUP_SCRIPT).not.toMatch(/\$\([-._a-zA-Z][-._a-zA-Z0-9]*\)/);
});
