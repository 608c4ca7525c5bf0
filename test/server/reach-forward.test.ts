import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { ApiError } from '../../src/cluster/api-error.ts';
import { forwardPort, type ForwardState } from '../../src/cluster/reach/forward-port.ts';
import { PORT_FORWARD_RIGHTS, SERVICE_PROXY_RIGHTS, type WayRight } from '../../src/cluster/reach/way-rights.ts';
import type { ServiceCaller } from '../../src/cluster/service-caller.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { getRequest as get, LARGE, reachScene } from '../support/reach-scene.ts';
import { rejection } from '../support/rejection.ts';
import { applyServedPods } from '../support/served-pods.ts';
import { tempDir } from '../support/temp-dir.ts';
import { makeCertificate } from '../support/test-certificates.ts';

const POD: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' };
const PROGRAM = fileURLToPath(new URL('../support/reach-once.ts', import.meta.url));
const run = promisify(execFile);

describeCluster(
  'port-forwards to Services',
  (plane) => {
    const { admin, namespace, service, open, caller, stand } = reachScene(plane);

    /** Asks from a process of its own, which closes nothing. */
    const askOnce = async (name: string, port: number, ...authority: readonly string[]): Promise<string> => {
      const { stdout } = await run(process.execPath, [PROGRAM, plane.kubeconfig, namespace(), name, String(port), ...authority]);
      return stdout;
    };

    test('when its pod is replaced, the next connection goes to the new one', async () => {
      const { calls } = caller();
      const name = 'moving';
      const moving = await stand(name, 80);
      const [old = ''] = moving.pods();
      const target = { namespace: namespace(), name, port: 80 };
      expect((await calls.call(target, get('/', { secretPath: true }))).status).toBe(200);
      await admin().api.remove(POD, { namespace: namespace(), name: old }, { gracePeriodSeconds: 0 });
      await moving.reached((pods) => pods.length === 1 && !pods.includes(old));
      moving.cut();
      await expect
        .poll(
          async () =>
            calls.call(target, get('/', { secretPath: true, timeoutMs: 3_000 })).then(
              ({ status }) => status,
              (error: ApiError) => error.reason,
            ),
          { timeout: 60_000 },
        )
        .toBe(200);
    });

    test('TLS: verified against the name of the Service and the authority that is given', async () => {
      const { calls, ways } = caller();
      const name = 'secure';
      const { cert, key, certFile } = makeCertificate(tempDir(), `${name}.${namespace()}.svc`);
      await stand(name, 443, { tls: { cert, key } });
      const target = { namespace: namespace(), name, port: 443 };
      const trusted = { tls: { ca: cert.toString() } };
      const many = await Promise.all(Array.from({ length: 20 }, async () => calls.call(target, get('/', trusted))));
      expect(many.map(({ status }) => status)).toEqual(many.map(() => 200));
      expect((await calls.call(target, get('/large', trusted))).body.length).toBe(LARGE.length);
      expect(await askOnce(name, 443, certFile)).toBe('200 free\n');
      expect(await rejection(calls.call(target, get('/', { tls: {} })))).toMatchObject({
        reason: 'Unreachable',
        message: expect.stringContaining('certificate signed by unknown authority'),
      });
      const other = makeCertificate(tempDir(), 'other');
      expect(await rejection(calls.call(target, get('/', { tls: { ca: other.cert.toString() } })))).toMatchObject({
        reason: 'Unreachable',
      });
      expect(ways).toEqual(['through a port-forward']);
    });

    test('a local port leads to the Service, and ends with its signal', async () => {
      const ending = new AbortController();
      const states: string[] = [];
      const { port, ended } = await forwardPort(admin(), {
        namespace: namespace(),
        to: { service: 'web' },
        port: 80,
        signal: ending.signal,
        onState: ({ state }) => states.push(state),
      });
      const ask = async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${String(port)}${path}`)).text();
      const answers = await Promise.all(Array.from({ length: 10 }, async (_, index) => ask(`/${String(index)}`)));
      expect(answers.map((text) => (JSON.parse(text) as { url: string }).url)).toEqual(answers.map((_, index) => `/${String(index)}`));
      expect((await ask('/large')).length).toBe(LARGE.length);
      expect(states).toEqual(['listening', ...states.slice(1).map(() => 'connected')]);
      const busy = await rejection(
        forwardPort(admin(), { namespace: namespace(), to: { service: 'web' }, port: 80, localPort: port, signal: ending.signal }),
      );
      expect(busy).toMatchObject({ reason: 'Configuration', message: `port ${String(port)} of 127.0.0.1 cannot be used (EADDRINUSE)` });
      ending.abort();
      await ended;
      await expect(ask('/')).rejects.toThrow('fetch failed');
    });

    test('a local connection waits for a ready pod, and is told of what never comes', async () => {
      const ending = new AbortController();
      onTestFinished(() => ending.abort());
      const name = 'late';
      const late = await stand(name, 80, { replicas: 0 });
      const states: string[] = [];
      const forward = async (patienceMs: number): Promise<number> => {
        const to = { service: name };
        const onState = (state: ForwardState): void =>
          void states.push('error' in state ? `${state.state} ${state.error.reason}` : state.state);
        return (await forwardPort(admin(), { namespace: namespace(), to, port: 80, patienceMs, signal: ending.signal, onState })).port;
      };
      await expect(fetch(`http://127.0.0.1:${String(await forward(100))}/`)).rejects.toThrow('fetch failed');
      expect(states).toEqual(['listening', 'failed ServiceUnavailable']);
      const port = await forward(90_000);
      const asked = fetch(`http://127.0.0.1:${String(port)}/`).then(
        ({ status }) => status,
        () => 0,
      );
      await expect.poll(() => states).toContain('waiting ServiceUnavailable');
      await applyServedPods(admin().api, { namespace: namespace(), name, port: 80, replicas: 1 });
      await late.reached();
      // The way to the pod may be laid after it is ready: then the connection that waited has failed.
      const again = async (): Promise<number> => (await fetch(`http://127.0.0.1:${String(port)}/`)).status;
      expect((await asked) || (await again())).toBe(200);
      expect(states).toContain('connected');
    });

    test('a kept connection does not hold the process', async () => {
      expect(await askOnce('web', 80)).toBe('200 free\n');
    });

    test('what is missing is named where neither way is allowed, and one right is enough', async () => {
      const requests: string[] = [];
      const connection = await open(plane.kubeconfigs.developer, requests);
      onTestFinished(() => connection.close());
      const { calls, ways } = caller(connection);
      const refused = await rejection(calls.call(service(), get('/')));
      expect(refused).toMatchObject({ reason: 'Forbidden', message: expect.stringContaining('"services/proxy"') });
      expect((refused as ApiError).message).toMatch(/through a port-forward: .*cannot get resource "services"/);
      const grant = async (rules: readonly unknown[]): Promise<void> => {
        const rbac = (kind: string, plural: string): ResourceType => ({
          group: 'rbac.authorization.k8s.io',
          version: 'v1',
          kind,
          plural,
          scope: 'Namespaced',
        });
        const metadata = { namespace: namespace(), name: 'reach' };
        const apiVersion = 'rbac.authorization.k8s.io/v1';
        const how = { fieldManager: 'test', force: true };
        await admin().api.apply(rbac('Role', 'roles'), { apiVersion, kind: 'Role', metadata, rules }, how);
        const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reach' };
        const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'developer' }];
        await admin().api.apply(rbac('RoleBinding', 'rolebindings'), { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects }, how);
      };
      const rulesOf = (rights: readonly WayRight[]): readonly unknown[] =>
        rights.map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs }));
      const status = async (through: ServiceCaller): Promise<unknown> =>
        through.call(service(), get('/')).then(
          (answered) => answered.status,
          (error: ApiError) => error.message,
        );
      await grant(rulesOf(PORT_FORWARD_RIGHTS));
      await expect.poll(async () => status(calls)).toBe(200);
      // It is remembered for a while which way is open.
      const before = requests.length;
      expect(await status(calls)).toBe(200);
      expect(requests.slice(before).filter((url) => url.includes('/services/web:80/proxy'))).toEqual([]);
      await grant(rulesOf(PORT_FORWARD_RIGHTS.filter(({ resource }) => resource !== 'endpointslices')));
      const { calls: byPods } = caller(connection);
      await expect.poll(async () => status(byPods)).toBe(200);
      await grant(rulesOf(SERVICE_PROXY_RIGHTS));
      const { calls: others, ways: otherWays } = caller(connection);
      await expect.poll(async () => status(others)).toBe(200);
      expect([ways.at(-1), otherWays.at(-1)]).toEqual(['through a port-forward', expect.stringMatching(/^through/)]);
      await grant([{ apiGroups: [''], resources: ['services/proxy'], verbs: ['get'] }]);
      await expect
        .poll(async () => rejection(others.call(service(), { method: 'POST', path: '/', timeoutMs: 10_000 })).catch(() => undefined))
        .toMatchObject({ reason: 'Forbidden', message: expect.stringContaining('cannot create resource "services/proxy"') });
    });
  },
  { needs: 'controllers' },
);
