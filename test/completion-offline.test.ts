import { expect, onTestFinished, test } from 'vitest';
import { runCli } from './support/run-cli.ts';
import { startSilentServer } from './support/silent-server.ts';
import { tempDir } from './support/temp-dir.ts';

test('a server that never answers is asked once, not waited for, and no word of it is said', async () => {
  const silent = await startSilentServer();
  onTestFinished(() => silent.close());
  const cache = tempDir();
  const ask = async (): Promise<number> => {
    const { code, stdout, stderr } = await runCli(
      ['__complete', 'get', 'tenants', '--server', `http://127.0.0.1:${String(silent.port)}`, ''],
      { env: { AISTACK_CACHE_DIR: cache } },
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: ':4\n', stderr: '' });
    return silent.connections();
  };
  const asked = await ask();
  expect(asked).toBeGreaterThan(0);
  // That nothing came is remembered: who presses the key again does not wait again.
  expect(await ask()).toBe(asked);
});

test.each([
  ['no kubeconfig', ['get', 'tenants', ''], ':4\n'],
  ['a kubeconfig that is not there', ['--kubeconfig', '/nowhere', '--context', ''], ':4\n'],
  ['nothing at all', [], ':4\n'],
  ['a word of no command', ['nothing', ''], ':4\n'],
  ['types, which no server knows better', ['describe', 't'], 'tenants\tMaiaTenant (maia.cuemby.com)\n:4\n'],
])('%s: an answer, and nothing else', async (_, args, stdout) => {
  const answer = await runCli(['__complete', ...args], { env: { AISTACK_CACHE_DIR: tempDir() } });
  expect(answer.stderr).toBe('');
  expect(answer.code).toBe(0);
  if (args.length > 0) expect(answer.stdout).toBe(stdout);
  else expect(answer.stdout).toMatch(/^agent|^apply\t[^]*\n:4\n$/);
});
