import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { watchForInterruption } from './interruption.ts';

class Exited extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exited ${code}`);
    this.code = code;
  }
}

function fakeProcess(): EventEmitter & { stdout: EventEmitter; stderr: EventEmitter; exit(code: number): never } {
  return Object.assign(new EventEmitter(), {
    stdout: new EventEmitter(),
    stderr: new EventEmitter(),
    exit: (code: number): never => {
      throw new Exited(code);
    },
  });
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s ends with %i, the second one at once', (name, code) => {
  const host = fakeProcess();
  const signal = watchForInterruption(host);
  expect(signal.aborted).toBe(false);
  host.emit(name);
  expect(signal.reason).toMatchObject({ exit: code, message: `stopped by ${name}` });
  expect(() => host.emit(name)).toThrow(new Exited(code));
});

test('a closed stdout ends with 0', () => {
  const host = fakeProcess();
  const signal = watchForInterruption(host);
  host.stdout.emit('error', Object.assign(new Error('write'), { code: 'EPIPE' }));
  expect(signal.reason).toMatchObject({ exit: 0, signal: 'EPIPE' });
});

test('a closed stderr is ignored, any other write error is not', () => {
  const host = fakeProcess();
  const signal = watchForInterruption(host);
  host.stderr.emit('error', Object.assign(new Error('write'), { code: 'EPIPE' }));
  expect(signal.aborted).toBe(false);
  const full = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
  expect(() => host.stdout.emit('error', full)).toThrow(full);
});
