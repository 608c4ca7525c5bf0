import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ApiError } from '../../../cluster/api-error.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { scriptedSession } from '../../../../test/support/scripted-session.ts';
import { entryPointOf } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { Session } from '../session.ts';
import { logWords } from './log-words.ts';
import type { LogOptions } from './pod-log-stream.ts';
import { printLogs } from './print-logs.ts';
import { chosenParts, workloadNamespace, workloadParts } from './workload-parts.ts';

const NEURALLOG = entryPointOf('kubectl-neurallog');
const tenantKind = KIND_IDENTITIES.find(({ kind }) => kind === 'Tenant');

function object(name: string, more: Readonly<Record<string, unknown>> = {}, owner?: string): KubeObject {
  const ownerReferences = owner === undefined ? [] : [{ apiVersion: 'a/v1', kind: 'A', name: 'a', uid: owner, controller: true }];
  const labels = more['labels'] as Readonly<Record<string, string>> | undefined;
  const metadata = {
    name,
    uid: name,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ownerReferences,
    ...(labels && { labels }),
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: more['spec'] };
}

test('the words: type and name in each spelling; the type may be left out where there is one', () => {
  const read = (...words: readonly string[]): unknown => {
    const { kind, name, components } = logWords(words, NEURALLOG);
    return [kind.kind, name, components];
  };
  expect(read('tenant', 'acme', 'server')).toEqual(['Tenant', 'acme', ['server']]);
  expect(read('tenant/acme', 'redis', 'server')).toEqual(['Tenant', 'acme', ['redis', 'server']]);
  expect(read('acme', 'redis')).toEqual(['Tenant', 'acme', ['redis']]);
  for (const words of [[], ['tenant'], ['tenant/'], ['agent/x']])
    expect(() => logWords(words, NEURALLOG)).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  expect(() => logWords(['acme'], entryPointOf('kubectl-aistack'))).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});

test('parts are the workloads that the object controls', () => {
  const spec = { selector: { matchLabels: { app: 'web', tier: 'x' } } };
  const parts = workloadParts(object('primary'), [
    object('neurallog-server', { labels: { 'neurallog.io/component': 'server' }, spec }, 'primary'),
    object('plain', { spec }, 'primary'),
    object('others', { spec }, 'else'),
    object('nobodys', { spec }),
    object('no-selector', {}, 'primary'),
  ]);
  expect(parts).toEqual([
    { component: 'plain', name: 'plain', selector: 'app=web,tier=x' },
    { component: 'server', name: 'neurallog-server', selector: 'app=web,tier=x' },
  ]);
  expect(chosenParts(parts, [], 'T')).toEqual(parts);
  expect(chosenParts(parts, ['neurallog-server'], 'T').map(({ component }) => component)).toEqual(['server']);
  expect(() => chosenParts(parts, ['redis'], 'T')).toThrow(
    expect.objectContaining({ exit: 4, message: 'T has no component redis', fix: 'it has plain, server' }) as Error,
  );
});

test("a tenant's workloads are in its own namespace", () => {
  if (tenantKind === undefined) throw new Error('no Tenant');
  expect(workloadNamespace(tenantKind, object('acme'))).toBe('tenant-acme');
});

const ALL: LogOptions = { follow: false, previous: false, timestamps: false, tailLines: undefined, sinceSeconds: undefined };
const source = (pod: string): { namespace: string; pod: string; container: string } => ({ namespace: 'n', pod, container: 'c' });

/** A session whose logs are these, by pod. */
function logging(logs: Readonly<Record<string, Readable | ApiError>>): { readonly session: Session; readonly paths: string[] } {
  const paths: string[] = [];
  const { session } = scriptedSession({}, []);
  const openStream: Session['openStream'] = async (path) => {
    paths.push(path);
    const log = logs[/pods\/([^/]+)\/log/.exec(path)?.[1] ?? ''];
    if (log instanceof Readable) return Promise.resolve(log);
    throw log ?? new Error(path);
  };
  return { session: { ...session, openStream }, paths };
}

async function printed(logs: Parameters<typeof logging>[0], options = ALL, signal = new AbortController().signal): Promise<unknown> {
  const told = { stdout: '', stderr: '' };
  const { session, paths } = logging(logs);
  const runtime = { stdout: (text: string) => void (told.stdout += text), stderr: (text: string) => void (told.stderr += text) };
  await printLogs(session, Object.keys(logs).map(source), options, runtime, signal);
  return { ...told, paths };
}

test('one log is printed as it is, several say which they are', async () => {
  expect(await printed({ a: Readable.from([Buffer.from('x\ny')]) }, { ...ALL, tailLines: 5, sinceSeconds: 60, timestamps: true })).toEqual({
    stdout: 'x\ny\n',
    stderr: '',
    paths: ['/api/v1/namespaces/n/pods/a/log?container=c&timestamps=true&tailLines=5&sinceSeconds=60'],
  });
  expect(await printed({ a: Readable.from([Buffer.from('x\n')]), b: Readable.from([Buffer.from('y\n')]) })).toMatchObject({
    stdout: '[pod/a/c] x\n[pod/b/c] y\n',
  });
});

test('a container that has not begun is told, and keeps nobody else from being read', async () => {
  const waiting = new ApiError({ reason: 'BadRequest', message: 'container "c" is waiting to start' });
  expect(await printed({ a: waiting, b: Readable.from([Buffer.from('y\n')]) })).toMatchObject({
    stdout: '[pod/b/c] y\n',
    stderr: 'No log of pod a, container c: container "c" is waiting to start\n',
  });
});

test('what may not be read is an error; when one log breaks off, the others are let go', async () => {
  await expect(printed({ a: new ApiError({ reason: 'Forbidden', message: 'no' }) })).rejects.toMatchObject({ exit: 5 });
  const endless = new Readable({ read: () => undefined });
  const broken = new Readable({ read: () => void broken.destroy(new Error('cut')) });
  await expect(printed({ a: endless, b: broken }, { ...ALL, follow: true })).rejects.toMatchObject({ exit: 8 });
  expect(endless.destroyed).toBe(true);
});

test('a signal ends following with its reason, whatever the log does', async () => {
  const control = new AbortController();
  const endless = new Readable({ read: () => undefined });
  const done = printed({ a: endless }, { ...ALL, follow: true }, control.signal);
  setImmediate(() => control.abort(new Error('stop')));
  await expect(done).rejects.toThrow('stop');
  expect(endless.destroyed).toBe(true);
});
