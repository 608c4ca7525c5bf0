import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../test/support/temp-dir.ts';
import { VERIFY_JOB_SCRIPT } from './verify-job-script.ts';

const [SHELL = 'sh', ...SHELL_ARGS] = (process.env['AISTACK_TEST_SH'] ?? 'sh').split(' ');
const FIRST = 'backup-20260101-020000.tar';
const SECOND = 'backup-20260102-020000.tar.gz';
const THIRD = 'backup-20260103-020000.tar';

/** A folder with three backups, the last one without a checksum, and with files that are none. */
function backups(): string {
  const at = tempDir();
  mkdirSync(path.join(at, 'maia'));
  writeFileSync(path.join(at, 'maia', 'MANIFEST'), 'x');
  for (const [name, how] of [
    [FIRST, '-cf'],
    [SECOND, '-czf'],
    [THIRD, '-cf'],
  ] as const) {
    execFileSync('tar', [how, name, 'maia'], { cwd: at });
    if (name !== THIRD) execFileSync('sh', ['-c', `sha256sum ${name} >${name}.sha256`], { cwd: at });
    utimesSync(path.join(at, name), 1_767_232_800, 1_767_232_800);
  }
  for (const name of ['.backup-20260104-020000.tar.partial.AbCdEf', 'notes.txt', 'backup-"x".tar', 'backup-20260105-020000.zip'])
    writeFileSync(path.join(at, name), 'x');
  return at;
}

function look(
  at: string,
  env: Readonly<Record<string, string>>,
): { status: number | null; stderr: string; lines: readonly Record<string, unknown>[] } {
  const { status, stdout, stderr } = spawnSync(SHELL, [...SHELL_ARGS, '-c', VERIFY_JOB_SCRIPT], {
    encoding: 'utf8',
    env: { PATH: process.env['AISTACK_TEST_PATH'] ?? process.env['PATH'], BACKUP_DIR: at, ARCHIVE: '', VERIFY: 'false', ...env },
  });
  return {
    status,
    stderr,
    lines: stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

test('every backup is told as a line of JSON, and the end; nothing is changed', () => {
  const at = backups();
  const before = readdirSync(at);
  const { status, stderr, lines } = look(at, {});
  expect([status, stderr]).toEqual([0, 'note: a file with an unusual name is left out\n']);
  const sum = readFileSync(path.join(at, `${FIRST}.sha256`), 'utf8').split(' ')[0];
  expect(lines.find(({ archive }) => archive === FIRST)).toEqual({ archive: FIRST, bytes: 10_240, modified: 1_767_232_800, sha256: sum });
  expect(new Set(lines.map(({ archive }) => archive))).toEqual(new Set([FIRST, SECOND, THIRD, undefined]));
  expect(lines.find(({ archive }) => archive === THIRD)).toMatchObject({ sha256: '' });
  expect(lines.at(-1)).toEqual({ end: true });
  expect(readdirSync(at)).toEqual(before);
});

test.each([
  ['latest', [THIRD]],
  [SECOND, [SECOND]],
  ['backup-20200101-000000.tar', []],
])('ARCHIVE=%s', (archive, names) => {
  const { lines } = look(backups(), { ARCHIVE: archive });
  expect(lines.flatMap((line) => line['archive'] ?? [])).toEqual(names);
});

test('with VERIFY every byte is read', () => {
  const at = backups();
  writeFileSync(path.join(at, `${FIRST}.sha256`), `${'0'.repeat(64)}  ${FIRST}\n`);
  writeFileSync(path.join(at, THIRD), 'no archive');
  const { lines } = look(at, { VERIFY: 'true' });
  const told = Object.fromEntries(lines.map(({ archive, state, entries }) => [String(archive), [state, entries]]));
  expect(told).toMatchObject({ [FIRST]: ['damaged', 2], [SECOND]: ['ok', 2], [THIRD]: ['unreadable', 0] });
});

test.each(['../etc/passwd.tar', '-rf', '.hidden.tar', 'a b.tar', '$(id).tar'])('ARCHIVE=%s is refused', (archive) => {
  expect(look(backups(), { ARCHIVE: archive })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('that is no name of an archive') as string,
    lines: [],
  });
});

test('a backup directory that is not there is an error, not an empty list', () => {
  expect(look('/nowhere/at/all', {})).toMatchObject({
    status: expect.any(Number) as number,
    lines: [],
    stderr: expect.stringContaining('the backup directory does not exist') as string,
  });
});

test('Kubernetes finds no variable to expand in the script', () => {
  expect(VERIFY_JOB_SCRIPT).not.toContain('$$');
  expect(VERIFY_JOB_SCRIPT).not.toMatch(/\$\([-._a-zA-Z][-._a-zA-Z0-9]*\)/);
});
