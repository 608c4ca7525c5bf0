import { Exec, KubeConfig, PortForward, type V1Status } from '@kubernetes/client-node';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { findKubectls } from '../../../test/support/find-kubectl-programs.ts';
import { echoPort, httpPort, startedContainer } from '../../../test/support/started-container.ts';
import { startTunnelServer, type TunnelServer } from '../../../test/support/tunnel-server.ts';
import type { ExecStreams } from '../programs/program.ts';

/** Repeats its input in capitals; ends with 3. */
async function shout(_command: readonly string[], { stdin, stdout, stderr }: ExecStreams): Promise<number> {
  stderr(Buffer.from('listening\n'));
  for await (const chunk of stdin ?? []) stdout(Buffer.from(String(chunk).toUpperCase()));
  return 3;
}

async function server(): Promise<TunnelServer> {
  const started = await startTunnelServer();
  onTestFinished(async () => started.close());
  started.addPod('p', [
    startedContainer('main', { exec: shout, dial: echoPort(7) }),
    startedContainer('web', { dial: httpPort(80, (_request, response) => response.end('hello')) }),
  ]);
  return started;
}

function configFor({ url }: TunnelServer): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'c', server: url, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  return config;
}

test('client-node: exec', async () => {
  const exec = new Exec(configFor(await server()));
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = new Promise<V1Status>((resolve) => {
    void exec.exec('default', 'p', 'main', ['x'], stdout, stderr, Readable.from([Buffer.from('words')]), false, resolve);
  });
  const [said] = (await once(stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('WORDS');
  // With v5 the end of the input is told.
  expect(await status).toMatchObject({
    status: 'Failure',
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
  });
});

test('client-node: port-forward', async () => {
  const forward = new PortForward(configFor(await server()));
  const local = createServer((socket) => void forward.portForward('default', 'p', [80], socket, null, socket));
  local.listen(0, '127.0.0.1');
  await once(local, 'listening');
  onTestFinished(() => void local.close());
  const address = local.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let said = '';
  socket.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await expect.poll(() => said).toMatch(/^HTTP\/1.1 200 OK.*hello/s);
  socket.destroy();
});

test('client-node: port-forward to a port on which nobody listens', async () => {
  const forward = new PortForward(configFor(await server()));
  const errors = new PassThrough();
  void forward.portForward('default', 'p', [81], new PassThrough(), errors, new PassThrough());
  const [said] = (await once(errors, 'data')) as [Buffer];
  expect(said.toString()).toMatch(/^error forwarding port 81 to pod p, .*connection refused$/);
});

interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function kubectl(
  program: string,
  { url }: TunnelServer,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Finished> {
  return new Promise((resolve) => {
    const all = ['--server', url, '--kubeconfig', '/dev/null', ...args];
    const child = execFile(
      program,
      all,
      { env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...env } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
}

for (const program of findKubectls()) {
  test.for([
    ['WebSocket', {}],
    ['SPDY', { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' }],
  ] as const)(`${program}: exec by %s`, async ([, env]) => {
    const input = 'words\n'.repeat(20_000);
    const { code, stdout, stderr } = await kubectl(program, await server(), ['exec', '-i', 'p', '-c', 'main', '--', 'x'], env, input);
    expect([code, stdout === input.toUpperCase()]).toEqual([3, true]);
    expect(stderr).toContain('listening\n');
    expect(stderr).toContain('command terminated with exit code 3');
  });

  test(`${program}: exec in a container that is not running`, async () => {
    const served = await server();
    served.addPod('q', [], { containers: ['main'] });
    const { code, stderr } = await kubectl(program, served, ['exec', 'q', '--', 'x']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('unable to upgrade connection: container not found ("main")')]);
  });
}
