import { execFileSync, spawnSync } from 'node:child_process';
import type { SpawnOptions, SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RESTORE_JOB_SCRIPT } from './restore-job-script.ts';

const [SHELL = 'sh', ...SHELL_ARGS] = (process.env['AISTACK_TEST_SH'] ?? 'sh').split(' ');
const PATH = process.env['AISTACK_TEST_PATH'] ?? process.env['PATH'] ?? '';
const ARCHIVE = 'backup-20260101-020000.tar.gz';
/** Everything by which the script changes a file. */
const TOOLS = ['mv', 'mkdir', 'rmdir', 'rm', 'tar', 'sync'];
/** Those that can have done half of their work. */
const HALVES = /^(tar|rm)$/m;

/** File names with their content, folders with a slash. */
type Tree = Readonly<Record<string, string>>;

const OLD: Tree = { '000001.vlog': 'old memories', MANIFEST: 'old', 'tenants/red/MANIFEST': 'old red', '.hidden': 'old', '-dash': 'old' };
const NEW: Tree = { '000002.vlog': 'new memories', MANIFEST: 'new', "tenants/o'brien $(id)/two\nlines": 'new', '..odd': 'new' };

interface Place {
  readonly root: string;
  readonly data: string;
  readonly backups: string;
  /** Stand-ins for the tools, by which a run is killed. */
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

function write(folder: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

function read(folder: string): Tree {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')] as const));
}

/** What the server would see: the data without what a restore keeps beside it. */
function dataOf(at: Place): Tree {
  return Object.fromEntries(
    Object.entries(read(at.data)).filter(([name]) => !name.startsWith('.restore-') && !name.startsWith('lost+found')),
  );
}

function place(): Place {
  const root = mkdtempSync(path.join(os.tmpdir(), 'aistack-restore-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [data, backups, bin] = [path.join(root, 'da ta'), path.join(root, 'backups'), path.join(root, 'bin')];
  for (const folder of [data, path.join(data, 'lost+found'), backups, bin, path.join(root, 'made')]) mkdirSync(folder);
  write(data, OLD);
  write(path.join(root, 'made', 'maia'), NEW);
  execFileSync('tar', ['-czf', path.join(backups, ARCHIVE), '-C', path.join(root, 'made'), 'maia']);
  execFileSync('sh', ['-c', `sha256sum ${ARCHIVE} >${ARCHIVE}.sha256`], { cwd: backups });
  for (const tool of TOOLS) {
    writeFileSync(path.join(bin, tool), SHIM.replaceAll('TOOL', tool));
    chmodSync(path.join(bin, tool), 0o755);
  }
  const env = { PATH, DATA_DIR: data, BACKUP_DIR: backups, ARCHIVE, RESTORE_ID: 'ab12', REAL_PATH: PATH, COUNT: path.join(root, 'count') };
  return { root, data, backups, bin, env };
}

/** Stands before each tool: counts the calls, and at one of them ends the whole process group before, after or in the middle of it. */
const SHIM = `#!/bin/sh
PATH=$REAL_PATH
echo TOOL >>"$COUNT"
if [ "$(wc -l <"$COUNT")" -ne "$KILL_AT" ]; then exec TOOL "$@"; fi
if [ "$KILL" = half ]; then
  case TOOL in
    tar) TOOL "$@"; rm -f "$DATA_DIR"/.restore-ab12/partial/MANIFEST ;;
    rm) for last; do :; done; rm -rf "$last"/emptied "$last"/new ;;
  esac
elif [ "$KILL" = after ]; then
  TOOL "$@"
fi
kill -9 0
`;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(at: Place, actions: string, kill?: { readonly at: number; readonly how: string }): Ran {
  rmSync(at.env['COUNT'] ?? '', { force: true });
  const stopped = kill === undefined ? {} : { PATH: `${at.bin}:${PATH}`, KILL_AT: String(kill.at), KILL: kill.how };
  const env = { ...at.env, ACTIONS: actions, ...stopped };
  // A group of its own, which the stand-ins kill. The types of spawnSync do not know that it takes this option too.
  const options: SpawnOptions & SpawnSyncOptionsWithStringEncoding = { encoding: 'utf8', env, detached: true };
  const { status, stdout, stderr } = spawnSync(SHELL, [...SHELL_ARGS, '-c', RESTORE_JOB_SCRIPT], options);
  return { status, stdout, stderr };
}

/** The tools that the last run called, in order. */
function callsOf(at: Place): readonly string[] {
  return readFileSync(at.env['COUNT'] ?? '', 'utf8')
    .trim()
    .split('\n');
}

function expectDone(at: Place, tree: Tree, when: string): void {
  const cleaned = run(at, 'clean');
  expect([cleaned.status, cleaned.stderr], when).toEqual([0, '']);
  expect(dataOf(at), when).toEqual(tree);
  expect(
    readdirSync(at.data).filter((name) => name.startsWith('.restore-')),
    when,
  ).toEqual([]);
  expect(existsSync(path.join(at.data, 'lost+found')), when).toBe(true);
}

test('a backup takes the place of the data; the old data is set aside until it is cleaned', () => {
  const at = place();
  const { status, stdout, stderr } = run(at, 'unpack swap');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toMatch(/^\{"archive":"backup-20260101-020000\.tar\.gz","sha256":"[0-9a-f]{64}"\}$/);
  expect(stdout).toMatch(/\{"end":true\}\n$/);
  expect(dataOf(at)).toEqual(NEW);
  expect(read(path.join(at.data, '.restore-ab12', 'old'))).toEqual(OLD);
  expectDone(at, NEW, 'restored');
});

test('it goes back to the old data, also after a server has written into the new one', () => {
  const at = place();
  run(at, 'unpack swap');
  write(at.data, { LOCK: '1', '000003.vlog': 'written meanwhile' });
  expect(run(at, 'undo')).toMatchObject({ status: 0, stderr: '' });
  expectDone(at, OLD, 'undone');
});

test.each([
  ['one that is not there', { ARCHIVE: 'backup-20250101-020000.tar.gz' }, 'there is no such backup'],
  ['a name that leaves the folder', { ARCHIVE: '../x.tar.gz' }, 'ARCHIVE is no name of an archive'],
  ['a name that would be an option', { ARCHIVE: '-rf.tar' }, 'ARCHIVE is no name of an archive'],
  ['an id that leaves the folder', { RESTORE_ID: '../x' }, 'RESTORE_ID is not made of'],
  ['a data directory that is not there', { DATA_DIR: '/nowhere/at/all' }, 'the data directory does not exist'],
])('%s is refused and changes nothing', (_, env, message) => {
  const at = place();
  const { status, stderr } = run({ ...at, env: { ...at.env, ...env } }, 'unpack');
  expect([status, stderr]).toEqual([1, expect.stringContaining(`restore failed: ${message}`)]);
  expect(readdirSync(at.data).filter((name) => name.startsWith('.restore-'))).toEqual([]);
});

test.each([
  [
    'whose bytes are not those of its checksum',
    (file: string) => writeFileSync(`${file}.sha256`, `${'0'.repeat(64)}  x\n`),
    'it is damaged',
  ],
  [
    'that is cut',
    (file: string) => {
      writeFileSync(file, readFileSync(file).subarray(0, 90));
      rmSync(`${file}.sha256`);
    },
    'could not be unpacked',
  ],
])('a backup %s leaves the data alone', (_, spoil, message) => {
  const at = place();
  spoil(path.join(at.backups, ARCHIVE));
  const { status, stderr } = run(at, 'unpack swap');
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  expect(dataOf(at)).toEqual(OLD);
  expect(run(at, 'swap')).toMatchObject({ status: 1, stderr: 'restore failed: nothing was unpacked\n' });
  expectDone(at, OLD, 'after a damaged backup');
});

describe('killed before, after and in the middle of every call of a tool', () => {
  /** Runs `first` once to count its calls, then again and again, killed at each; `then` says what must hold after. */
  function everywhere(prepare: string, first: string, then: (at: Place, when: string) => void): void {
    const counted = place();
    if (prepare !== '') run(counted, prepare);
    run(counted, first, { at: 0, how: '' });
    const calls = callsOf(counted);
    expect(calls.length).toBeGreaterThan(2);
    for (const [index, tool] of calls.entries()) {
      const call = index + 1;
      for (const how of HALVES.test(tool) ? ['before', 'half', 'after'] : ['before', 'after']) {
        const at = place();
        if (prepare !== '') run(at, prepare);
        const killed = run(at, first, { at: call, how });
        const when = `${first}: killed ${how} call ${String(call)}`;
        expect(killed.stdout, when).not.toContain('{"end":true}');
        then(at, when);
        rmSync(at.root, { recursive: true, force: true });
      }
    }
  }

  test.each([
    ['a restore that is begun again ends with the backup', '', 'unpack swap', 'unpack swap', NEW],
    ['a restore that is undone ends with the old data', '', 'unpack swap', 'undo', OLD],
    ['an undo that is begun again ends with the old data', 'unpack swap', 'undo', 'undo', OLD],
    ['an undo that is given up ends with the backup', 'unpack swap', 'undo', 'swap', NEW],
    ['a clean-up that is begun again is complete', 'unpack swap', 'clean', 'clean', NEW],
  ])('%s', { timeout: 120_000 }, (_, prepare, first, second, tree) => {
    everywhere(prepare, first, (at, when) => {
      const again = run(at, second);
      expect([again.status, again.stderr], when).toEqual([0, '']);
      expectDone(at, tree, when);
    });
  });
});

test('Kubernetes finds no variable to expand in the script', () => {
  expect(RESTORE_JOB_SCRIPT).not.toContain('$$');
  expect(RESTORE_JOB_SCRIPT).not.toMatch(/\$\([-._a-zA-Z][-._a-zA-Z0-9]*\)/);
});
