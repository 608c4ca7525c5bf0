// The redis.conf that the operator renders, given to a real Redis.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { redisConfigText } from '../../src/templates/neurallog/redis-config-text.ts';
import { freePort } from '../support/free-port.ts';
import { tempDir } from '../support/temp-dir.ts';

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const WITHOUT = 'redis-server is not installed';

/** An address of this machine that Redis does not take for its own host: that of a client in another pod. */
function strangersAddress(): string | undefined {
  const all = Object.values(os.networkInterfaces()).flat();
  return all.find((one) => one?.family === 'IPv4' && !one.internal)?.address;
}

interface Running {
  readonly port: number;
  readonly child: ChildProcess;
  /** Sends one command from an address and gives the raw answer. */
  ask(words: string, host?: string): Promise<string>;
  stop(): Promise<number | null>;
}

/** Starts Redis on a file; only what belongs to this machine is said otherwise: port, addresses, folder. */
async function start(conf: string, dir: string): Promise<Running> {
  const port = await freePort();
  const file = path.join(dir, 'redis.conf');
  const data = path.join(dir, 'data');
  mkdirSync(data, { recursive: true });
  // Redis looks for the folder as it reads the line: saying otherwise behind the file comes too late.
  writeFileSync(file, conf.replace('dir /data\n', `dir ${data}\n`));
  const stranger = strangersAddress();
  const bind = ['--bind', '127.0.0.1', ...(stranger === undefined ? [] : [stranger])];
  const child = spawn('redis-server', [file, '--port', String(port), ...bind], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const log: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      log.push(chunk.toString());
      if (log.join('').includes('Ready to accept connections')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${String(code)}: ${log.join('')}`)));
  });
  return {
    port,
    child,
    ask: async (words, host = stranger ?? '127.0.0.1') => {
      const socket = net.connect({ port, host });
      socket.on('error', () => undefined);
      socket.write(`${words}\r\n`);
      const [answer] = (await once(socket, 'data')) as [Buffer];
      socket.destroy();
      return answer.toString();
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

test('Redis starts with it, lets another pod in, keeps its bounds and its data', async (context) => {
  if (!hasRedis()) context.skip(WITHOUT);
  const dir = tempDir();
  const conf = redisConfigText({ maxmemory: '700mb', 'maxmemory-policy': 'noeviction', 'syslog-ident': 'it\'s a "tenant"', hz: '20' });
  const first = await start(conf, dir);
  expect(await first.ask('PING')).toBe('+PONG\r\n');
  expect(await first.ask('CONFIG GET maxmemory')).toContain(`\r\n${700 * 1024 * 1024}\r\n`);
  expect(await first.ask('CONFIG GET maxmemory-policy')).toContain('\r\nnoeviction\r\n');
  expect(await first.ask('CONFIG GET appendonly')).toContain('\r\nyes\r\n');
  expect(await first.ask('CONFIG GET save')).toContain('\r\n$0\r\n\r\n');
  expect(await first.ask('CONFIG GET syslog-ident')).toContain('\r\nit\'s a "tenant"\r\n');
  expect(await first.ask('SET log line')).toBe('+OK\r\n');
  expect(await first.stop()).toBe(0);
  const second = await start(conf, dir);
  expect(await second.ask('GET log')).toBe('$4\r\nline\r\n');
});

test('with protected-mode, which it switches off, the same client is refused', async (context) => {
  if (!hasRedis()) context.skip(WITHOUT);
  if (strangersAddress() === undefined) context.skip('this machine has no address but loopback');
  const redis = await start(redisConfigText().replace('protected-mode no', 'protected-mode yes'), tempDir());
  // Redis answers by itself and hangs up.
  expect(await redis.ask('PING')).toContain('DENIED');
  expect(await redis.ask('PING', '127.0.0.1')).toBe('+PONG\r\n');
});
