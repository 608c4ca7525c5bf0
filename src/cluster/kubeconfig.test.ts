import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/support/temp-dir.ts';
import type { HostEnvironment } from './host-environment.ts';
import { resolveTarget } from './kubeconfig.ts';

const PEM = Buffer.from('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n').toString('base64');

function environment(home: string, variables: HostEnvironment['variables'] = {}): HostEnvironment {
  return { variables, home, platform: 'linux', arch: 'x64', interactive: false, serviceAccountDir: join(home, 'sa') };
}

function write(directory: string, name: string, content: unknown): string {
  const file = join(directory, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function config(server: string, more: { cluster?: object; user?: object; context?: object } = {}): object {
  return {
    'current-context': 'c',
    clusters: [{ name: 'k', cluster: { server, ...more.cluster } }],
    users: [{ name: 'u', user: { token: 'secret-token', ...more.user } }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u', ...more.context } }],
  };
}

test('files of KUBECONFIG are merged: the first entry and current context win, missing and empty files are skipped', async () => {
  const home = tempDir();
  const first = write(home, 'one', { clusters: [{ name: 'k', cluster: { server: 'https://first:1' } }] });
  const empty = write(home, 'empty', '');
  const second = write(home, 'two', config('https://second:2', { context: { namespace: 'prod' } }));
  const third = write(home, 'three', { ...config('https://third:3'), 'current-context': 'other' });
  const list = [join(home, 'missing'), first, empty, '', second, third].join(':');
  const target = await resolveTarget({}, environment(home, { KUBECONFIG: list }));
  expect(target.server.host).toBe('first:1');
  expect(target).toMatchObject({ contextName: 'c', namespace: 'prod', userName: 'u', user: { token: 'secret-token' } });
});

test('without KUBECONFIG it is ~/.kube/config; an explicit file replaces both and must exist', async () => {
  const home = tempDir();
  write(home, '.kube/config', config('https://home:1'));
  const other = write(
    home,
    'other.yaml',
    'current-context: c\nclusters: [{name: k, cluster: {server: "http://other:2"}}]\ncontexts: [{name: c, context: {cluster: k}}]\n',
  );
  expect((await resolveTarget({}, environment(home))).server.host).toBe('home:1');
  expect((await resolveTarget({ kubeconfig: other }, environment(home, { KUBECONFIG: '/nowhere' }))).server.href).toBe('http://other:2/');
  await expect(resolveTarget({ kubeconfig: join(home, 'gone') }, environment(home))).rejects.toMatchObject({
    reason: 'Configuration',
    message: `kubeconfig ${join(home, 'gone')}: no such file`,
  });
});

test('paths are relative to the file that holds them, data wins over files', async () => {
  const home = tempDir();
  write(home, 'sub/ca.crt', 'x');
  write(home, 'sub/cert.pem', 'x');
  write(home, 'sub/key.pem', 'x');
  const user = {
    'client-certificate': 'cert.pem',
    'client-key': './key.pem',
    tokenFile: 'token',
    exec: { apiVersion: 'v', command: './plugin' },
  };
  const file = write(home, 'sub/config', config('https://x', { cluster: { 'certificate-authority': 'ca.crt' }, user }));
  const target = await resolveTarget({ kubeconfig: file }, environment(home));
  expect(target.certificateAuthority).toEqual({ file: join(home, 'sub/ca.crt') });
  expect(target.user.clientCertificate).toEqual({ cert: { file: join(home, 'sub/cert.pem') }, key: { file: join(home, 'sub/key.pem') } });
  expect(target.user.tokenFile).toBe(join(home, 'sub/token'));
  expect(target.user.exec?.command).toBe(join(home, 'sub/plugin'));

  const data = write(
    home,
    'data',
    config('https://x', { cluster: { 'certificate-authority': 'gone.crt', 'certificate-authority-data': PEM } }),
  );
  expect((await resolveTarget({ kubeconfig: data }, environment(home))).certificateAuthority).toEqual({ data: Buffer.from(PEM, 'base64') });
  const path = write(home, 'path', config('https://x', { user: { exec: { apiVersion: 'v', command: 'aws' } } }));
  expect((await resolveTarget({ kubeconfig: path }, environment(home))).user.exec?.command).toBe('aws');
});

test('flags override what the context chose, with the precedence of kubectl', async () => {
  const home = tempDir();
  const ca = write(home, 'ca.crt', 'x');
  const cluster = { 'certificate-authority-data': PEM, 'tls-server-name': 'inside', 'proxy-url': 'http://proxy:3128' };
  const file = write(home, 'config', config('https://x/prefix', { cluster, user: { tokenFile: 'token' } }));
  const resolve = async (flags: object): Promise<unknown> => await resolveTarget({ kubeconfig: file, ...flags }, environment(home));
  expect(await resolve({})).toMatchObject({ tlsServerName: 'inside', proxyUrl: 'http://proxy:3128', insecureSkipTlsVerify: false });
  expect(await resolve({ server: 'https://y' })).not.toHaveProperty('tlsServerName');
  expect(await resolve({ server: 'https://y', tlsServerName: 'z' })).toMatchObject({ tlsServerName: 'z' });
  expect(await resolve({ certificateAuthority: ca })).toMatchObject({ certificateAuthority: { file: ca } });
  const insecure = await resolve({ insecureSkipTlsVerify: true });
  expect(insecure).toMatchObject({ insecureSkipTlsVerify: true });
  expect(insecure).not.toHaveProperty('certificateAuthority');
  expect(await resolve({ token: 'mine' })).toHaveProperty('user', { token: 'mine' });
  expect(await resolve({ as: 'jane', asGroups: ['a', 'b'], asUid: '7' })).toMatchObject({
    impersonate: { user: 'jane', groups: ['a', 'b'], uid: '7' },
  });
  expect(await resolve({ context: '' })).toMatchObject({ contextName: 'c' });
  await expect(resolve({ asGroups: ['a'] })).rejects.toThrow('needs a user too');
});

test('a server can be given without any kubeconfig; host:port alone is http', async () => {
  const target = await resolveTarget({ server: 'localhost:8001' }, environment(tempDir()));
  expect(target.server.href).toBe('http://localhost:8001/');
  expect(target.user).toEqual({});
  expect((await resolveTarget({ server: 'h:1', insecureSkipTlsVerify: true }, environment(tempDir()))).server.protocol).toBe('https:');
});

test('with no kubeconfig and no cluster around it, the error says what was tried', async () => {
  const home = tempDir();
  await expect(resolveTarget({}, environment(home))).rejects.toMatchObject({
    reason: 'Configuration',
    message: `no kubeconfig and not in a cluster: tried ${home}/.kube/config (not there); name one with --kubeconfig or KUBECONFIG`,
  });
});

test('in a pod the service account is used, but only when there is no kubeconfig', async () => {
  const home = tempDir();
  write(home, 'sa/token', 'pod-token');
  write(home, 'sa/ca.crt', 'x');
  write(home, 'sa/namespace', 'operators\n');
  const variables = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  const target = await resolveTarget({ as: 'jane' }, environment(home, variables));
  expect(target.server.href).toBe('https://[fd00::1]/');
  expect(target).toMatchObject({
    namespace: 'operators',
    certificateAuthority: { file: join(home, 'sa/ca.crt') },
    impersonate: { user: 'jane' },
  });
  expect(target.user).toEqual({ tokenFile: join(home, 'sa/token') });
  expect((await resolveTarget({}, environment(home, { ...variables, POD_NAMESPACE: 'mine' }))).namespace).toBe('mine');
  write(home, '.kube/config', config('https://file'));
  expect((await resolveTarget({}, environment(home, variables))).server.host).toBe('file');
});

test.each<[string, object, object, string]>([
  ['context', config('https://x'), { context: 'nope' }, 'context "nope" does not exist in kubeconfig FILE; it has: c'],
  ['cluster flag', config('https://x'), { cluster: 'nope' }, 'cluster "nope" does not exist in kubeconfig FILE; it has: k'],
  [
    'user of a context',
    config('https://x', { context: { user: 'gone' } }),
    {},
    'user "gone" of context "c" does not exist in kubeconfig FILE; it has: u',
  ],
  [
    'no current context',
    { contexts: [{ name: 'a', context: {} }] },
    {},
    'kubeconfig FILE: current-context is not set; choose one with --context: a',
  ],
  ['type', config('https://x', { user: { token: 7 } }), {}, 'kubeconfig FILE: users["u"].user.token must be a string'],
  [
    'nested',
    config('https://x', { user: { exec: { apiVersion: 'v', command: 'c', env: [{ name: 'A' }] } } }),
    {},
    'kubeconfig FILE: users["u"].user.exec.env.0.value must be a string',
  ],
  [
    'enum',
    config('https://x', { user: { exec: { apiVersion: 'v', command: 'c', interactiveMode: 'Maybe' } } }),
    {},
    'kubeconfig FILE: users["u"].user.exec.interactiveMode must be one of Never, IfAvailable, Always',
  ],
  [
    'data',
    config('https://x', { cluster: { 'certificate-authority-data': 'AAAA' } }),
    {},
    'cluster "k" in FILE: certificate-authority-data is not PEM in base64',
  ],
  [
    'file',
    config('https://x', { cluster: { 'certificate-authority': '/gone' } }),
    {},
    'cluster "k" in FILE: certificate-authority: cannot read /gone (ENOENT)',
  ],
  [
    'half a pair',
    config('https://x', { user: { 'client-certificate-data': PEM } }),
    {},
    'user "u" in FILE: client-certificate without client-key',
  ],
  ['no server', config(''), {}, 'cluster "k" in FILE: server is not set'],
  ['scheme', config('ftp://x'), {}, 'cluster "k" in FILE: server is not a URL that starts with http:// or https://'],
  [
    'proxy',
    config('https://x', { cluster: { 'proxy-url': 'nonsense' } }),
    {},
    'cluster "k" in FILE: proxy-url is not a URL that starts with http:// or https:// or socks5:// or socks5h://',
  ],
  ['two of a name', { clusters: [{ name: 'a' }, { name: 'a' }] }, {}, 'kubeconfig FILE: clusters has two entries named "a"'],
  ['no name', { users: [{}] }, {}, 'kubeconfig FILE: users[0].name must be a string'],
])('a wrong kubeconfig names file and field: %s', async (_, content, flags, message) => {
  const home = tempDir();
  const file = write(home, 'config', content);
  await expect(resolveTarget({ kubeconfig: file, ...flags }, environment(home))).rejects.toMatchObject({
    reason: 'Configuration',
    message: message.replace('FILE', file),
  });
});

test('YAML that cannot be read tells the line and none of the text', async () => {
  const home = tempDir();
  const file = write(home, 'config', 'users:\n- name: u\n  user: {token: "secret-token\n');
  const error: unknown = await resolveTarget({ kubeconfig: file }, environment(home)).catch((thrown: unknown) => thrown);
  expect(String(error)).toMatch(/is not valid YAML \(line \d\)$/);
  expect(JSON.stringify(error) + String((error as Error).cause)).not.toContain('secret-token');
});

test('an alias without anchor is a wrong kubeconfig too', async () => {
  const home = tempDir();
  const file = write(home, 'config', 'users: *nowhere\n');
  await expect(resolveTarget({ kubeconfig: file }, environment(home))).rejects.toThrow(`kubeconfig ${file}: is not valid YAML`);
});

test('entries that are not in use may be wrong', async () => {
  const home = tempDir();
  const content = config('https://x') as { users: object[] };
  content.users.push({ name: 'broken', user: { token: 7 } });
  expect((await resolveTarget({ kubeconfig: write(home, 'config', content) }, environment(home))).userName).toBe('u');
});
