import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { startedContainer } from '../../../test/support/started-container.ts';
import type { StartedContainer } from '../programs/pod-runtime.ts';
import { cannotBegin, carryOut, type CommandChannels, type RemoteCommand } from './remote-command.ts';

function commandFor(container: StartedContainer | undefined, command: readonly string[] | undefined): RemoteCommand {
  const metadata = { name: 'p', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' };
  const streams = { stdin: true, stdout: true, stderr: true, tty: false };
  return { pod: { apiVersion: 'v1', kind: 'Pod', metadata }, containerName: 'main', container, command, streams };
}

function channels(): CommandChannels & { readonly out: string[]; readonly gone: AbortController } {
  const out: string[] = [];
  const gone = new AbortController();
  const take = (chunk: Uint8Array): void => void out.push(Buffer.from(chunk).toString());
  return { stdin: new PassThrough(), stdout: take, stderr: take, signal: gone.signal, out, gone };
}

test('exit codes as kubectl reads them', async () => {
  const exits = (code: number): StartedContainer => startedContainer('main', { exec: async () => code });
  expect(await carryOut(commandFor(exits(0), ['x']), channels())).toEqual({ metadata: {}, status: 'Success' });
  expect(await carryOut(commandFor(exits(3), ['x']), channels())).toEqual({
    metadata: {},
    status: 'Failure',
    message: 'command terminated with non-zero exit code: command terminated with exit code 3',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
});

test('an image without the program', async () => {
  const { message } = (await carryOut(commandFor(startedContainer('main'), ['ls', '-l']), channels())) as { readonly message: string };
  expect(message).toMatch(
    /^Internal error occurred: Internal error occurred: error executing command in container: .*exec: "ls": executable file not found in \$PATH: unknown$/,
  );
});

test('a command that fails to start', async () => {
  const container = startedContainer('main', { exec: async () => Promise.reject(new Error('no memory')) });
  expect(await carryOut(commandFor(container, ['x']), channels())).toMatchObject({
    reason: 'InternalError',
    code: 500,
    message: 'Internal error occurred: Internal error occurred: error executing command in container: no memory',
  });
});

test('attach follows the output until the container ends', async () => {
  const container = startedContainer('main');
  container.log.write('before');
  const to = channels();
  const ended = carryOut(commandFor(container, undefined), to);
  container.log.write('after');
  container.log.close();
  expect(await ended).toEqual({ metadata: {}, status: 'Success' });
  expect(to.out).toEqual(['after\n']);
});

test('attach ends when the client goes', async () => {
  const to = channels();
  const ended = carryOut(commandFor(startedContainer('main'), undefined), to);
  to.gone.abort();
  expect(await ended).toEqual({ metadata: {}, status: 'Success' });
});

test('why a command cannot begin', () => {
  const none = { stdin: false, stdout: false, stderr: false, tty: false };
  const running = startedContainer('main');
  expect(cannotBegin(commandFor(running, ['x']))).toBeUndefined();
  expect(cannotBegin({ ...commandFor(running, ['x']), streams: none })).toBe('you must specify at least 1 of stdin, stdout, stderr');
  expect(cannotBegin(commandFor(startedContainer('main', { running: false }), ['x']))).toBe('container not found ("main")');
  expect(cannotBegin(commandFor(undefined, ['x']))).toBe('container not found ("main")');
});
