import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { tempDir } from '../../../test/support/temp-dir.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ContainerSpec, MountedVolume, RunningProgram } from './program.ts';
import { shellProgram } from './shell-program.ts';

const PATH_HERE = process.env['PATH'] ?? '';
const POD: KubeObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', uid: 'u', resourceVersion: '1', creationTimestamp: '' } };

interface Run {
  readonly temp: string;
  readonly lines: string[];
  readonly abort: AbortController;
  readonly running: RunningProgram;
}

function volume(mountPath: string, folder: string, readOnly = false, subPath?: string): MountedVolume {
  return {
    mountPath,
    readOnly,
    source: { kind: 'claim', name: 'x' },
    folder: async () => folder,
    ...(subPath === undefined ? {} : { subPath }),
  };
}

async function start(container: Partial<ContainerSpec>, volumes: readonly MountedVolume[] = [], shell?: readonly string[]): Promise<Run> {
  const temp = tempDir();
  const lines: string[] = [];
  const abort = new AbortController();
  const program = shellProgram({ path: PATH_HERE, tempRoot: temp, ...(shell === undefined ? {} : { shell }) });
  const running = await program.start({
    pod: POD,
    container: { name: 'main', image: 'example', command: [], args: [], env: {}, ports: [], ...container },
    volumes,
    clock: fakeClock(),
    random: () => 0,
    log: (line) => lines.push(line),
    connect: async () => {
      throw new Error('no network');
    },
    signal: abort.signal,
  });
  return { temp, lines, abort, running };
}

async function output(
  script: string,
  rest: Partial<ContainerSpec> = {},
  volumes: readonly MountedVolume[] = [],
): Promise<readonly string[]> {
  const { lines, running } = await start({ command: ['/bin/sh', '-c', script], ...rest }, volumes);
  await running.done;
  return lines;
}

test('only containers whose command is a shell are taken', () => {
  const { matches } = shellProgram({ path: '', tempRoot: '', matches: ({ name }) => name === 'backup' });
  const container = (name: string, command: readonly string[], args: readonly string[] = []): ContainerSpec => ({
    name,
    image: 'x',
    command,
    args,
    env: {},
    ports: [],
  });
  const taken = [
    container('backup', ['/bin/sh', '-c', 'true']),
    container('backup', [], ['bash', '-c', 'true']),
    container('backup', ['/maia']),
    container('backup', []),
    container('server', ['/bin/sh', '-c', 'true']),
  ].map((spec) => matches(spec, POD));
  expect(taken).toEqual([true, true, false, false, false]);
});

test('output and errors stand in the log, the exit code is the program’s', async () => {
  const { lines, running } = await start({ command: ['/bin/sh', '-c'], args: ['echo out; echo err >&2; printf "no end"; exit 7'] });
  expect(await running.done).toBe(7);
  expect(lines.toSorted()).toEqual(['err', 'no end', 'out']);
});

test('nothing of this process’s environment but the path reaches it', async () => {
  process.env['NOT_FOR_PROGRAMS'] = 'secret';
  const lines = await output('env', { env: { GIVEN: 'yes', PATH: '/elsewhere' } });
  const names = lines.map((line) => line.split('=')[0] ?? '').filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name));
  expect(names.toSorted()).toEqual(['GIVEN', 'HOME', 'PATH', 'TMPDIR']);
  expect(lines).toContain(`PATH=${PATH_HERE}`);
});

test('mount paths are those of the volumes: environment, arguments, script, working directory', async () => {
  const folder = tempDir();
  const script = 'echo "$FILE" >/data/from-script; cp /data/from-script "$FILE"; echo x >"$1"; touch here';
  const container = { command: ['/bin/sh', '-ec', script, 'sh', '/data/from-arg'], env: { FILE: '/data/from-env' }, workingDir: '/data' };
  expect(await output(script, container, [volume('/data', folder)])).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual(['from-arg', 'from-env', 'from-script', 'here']);
});

test('names with blanks, quotes and line breaks', async () => {
  const folder = tempDir();
  const name = 'a b\'c"d\ne$f';
  await output('printf %s content >"$FILE"', { env: { FILE: `/data/${name}` } }, [volume('/data', folder)]);
  expect(readFileSync(path.join(folder, name), 'utf8')).toBe('content');
});

test('a read-only volume cannot be changed, and keeps the last part of its path', async () => {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'kept'), 'as it was');
  mkdirSync(path.join(folder, 'sub'));
  const script = 'cd /srv/data; pwd; cat kept; rm -rf ./* ; echo changed >kept; echo new >new; true';
  const lines = await output(script, {}, [volume('/srv/data', folder, true)]);
  expect(lines[0]).toMatch(/\/srv\/data$/);
  expect(lines[1]).toBe('as it was');
  expect(readdirSync(folder).toSorted()).toEqual(['kept', 'sub']);
  expect(readFileSync(path.join(folder, 'kept'), 'utf8')).toBe('as it was');
});

test('a sub-path of a volume', async () => {
  const folder = tempDir();
  await output('echo x >/data/file', {}, [volume('/data', folder, false, 'below')]);
  expect(existsSync(path.join(folder, 'below/file'))).toBe(true);
});

test('temporary files go when it ends', async () => {
  const script = 'mktemp; mkdir "$HOME/x"; chmod 555 "$HOME/x"; echo made; while :; do sleep 0.1; done';
  const { abort, lines, running, temp } = await start({ command: ['sh', '-c', script] }, [volume('/ro', tempDir(), true)]);
  await expect.poll(() => lines).toContain('made');
  expect(readdirSync(temp)).toHaveLength(1);
  abort.abort();
  await running.done;
  expect(readdirSync(temp)).toEqual([]);
});

test('to be stopped is a signal for the whole group', async () => {
  const marker = path.join(tempDir(), 'trapped');
  const script = `trap 'echo trapped >"$MARKER"; exit 3' TERM; echo started; sleep 600 & wait`;
  const { lines, abort, running } = await start({ command: ['sh', '-c', script], env: { MARKER: marker } });
  await expect.poll(() => lines).toEqual(['started']);
  abort.abort();
  expect(await running.done).toBe(3);
  expect(existsSync(marker)).toBe(true);
});

test('what it leaves behind is killed', async () => {
  const folder = tempDir();
  const { lines, running } = await start({ command: ['sh', '-c', 'sleep 600 & echo $!'] }, [volume('/data', folder)]);
  expect(await running.done).toBe(0);
  const pid = Number(lines[0]);
  await expect
    .poll(() => {
      try {
        return process.kill(pid, 0);
      } catch {
        return 'gone';
      }
    })
    .toBe('gone');
});

test('killed by a signal: 128 and its number', async () => {
  const { running } = await start({ command: ['sh', '-c', 'kill -9 $$'] });
  expect(await running.done).toBe(137);
});

test('a program that is not there: 127', async () => {
  const { lines, running } = await start({ command: ['sh', '-c', 'true'] }, [], ['/not/there/sh']);
  expect(await running.done).toBe(127);
  expect(lines.join()).toContain('/not/there/sh');
});

test('exec runs in the same folders, with input', async () => {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'x'), 'content');
  const { running, abort } = await start({ command: ['sh', '-c', 'sleep 600'] }, [volume('/data', folder)]);
  const stdin = new PassThrough();
  stdin.end('from outside');
  let out = '';
  const stdout = (chunk: Uint8Array): void => {
    out += Buffer.from(chunk).toString();
  };
  const streams = { stdin, stdout, stderr: () => {}, signal: new AbortController().signal };
  expect(await running.exec?.(['sh', '-c', 'cat /data/x; cat; exit 4'], streams)).toBe(4);
  expect(out).toBe('contentfrom outside');
  abort.abort();
  await running.done;
  expect(statSync(folder).isDirectory()).toBe(true);
});
