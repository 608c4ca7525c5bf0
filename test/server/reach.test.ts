import { expect, test } from 'vitest';
import type { ServicePort } from '../../src/cluster/service-caller.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { getRequest as get, LARGE, reachScene } from '../support/reach-scene.ts';
import { rejection } from '../support/rejection.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { applyServedPods } from '../support/served-pods.ts';

describeCluster(
  'reaching servers behind Services',
  (plane) => {
    const { admin, namespace, service, caller } = reachScene(plane);

    /** Each way by what chooses it. */
    const WAYS = [
      ['service proxy', {}],
      ['port-forward', { secretPath: true }],
    ] as const;

    for (const [name, how] of WAYS) {
      test(`an answer of the server is an answer, whatever its status (${name})`, async () => {
        const { calls } = caller();
        const sent = await calls.call(service(), {
          method: 'POST',
          path: '/echo?a=b%20c',
          body: 'hello',
          headers: { 'X-API-Key': 'k' },
          timeoutMs: 10_000,
          ...how,
        });
        expect([sent.status, JSON.parse(sent.body.toString())]).toEqual([
          200,
          { method: 'POST', url: '/echo?a=b%20c', size: 5, key: 'k', authorization: null },
        ]);
        for (const [path, status] of [
          ['/missing', 404],
          ['/status', 404],
          ['/unavailable', 503],
          ['/unauthorized', 401],
        ] as const) {
          expect((await calls.call(service(), get(path, how))).status).toBe(status);
        }
        expect((await calls.call(service(), get('/missing', how))).body.toString()).toBe('{"error":"no such thing"}');
      });

      test(`100 requests at a time, and 5 MB both ways (${name})`, async () => {
        const { calls, ways } = caller();
        const many = await Promise.all(
          Array.from({ length: 100 }, async (_, index) => calls.call(service(), get(`/${String(index)}`, how))),
        );
        expect(many.map(({ body }) => (JSON.parse(body.toString()) as { url: string }).url)).toEqual(
          many.map((_, index) => `/${String(index)}`),
        );
        const large = await calls.call(service(), get('/large', how));
        expect(large.body.equals(Buffer.from(LARGE))).toBe(true);
        const put = await calls.call(service(), { method: 'PUT', path: '/put', body: LARGE, timeoutMs: 10_000, ...how });
        expect(JSON.parse(put.body.toString())).toMatchObject({ method: 'PUT', size: LARGE.length });
        expect(ways).toEqual([name === 'port-forward' ? 'through a port-forward' : "through the API server's service proxy"]);
      });

      test(`a server that hangs, one that cuts, and an abort (${name})`, async () => {
        const { calls } = caller();
        const hung = await rejection(calls.call(service(), get('/hang', { timeoutMs: 1_500, ...how })));
        expect(hung).toMatchObject({
          reason: 'RequestTimeout',
          message: expect.stringMatching(/^Service .*\/web:80 through .*: no answer within 1.5s$/),
        });
        // The make-believe kubelets of the control plane do not tell that the pod has hung up.
        const isUntold = name === 'port-forward' && sandboxPlane() === undefined;
        const cut = await rejection(calls.call(service(), get('/cut', { timeoutMs: isUntold ? 500 : 10_000, ...how })));
        expect(cut).toMatchObject({ reason: isUntold ? 'RequestTimeout' : 'Unreachable' });
        const aborting = new AbortController();
        const going = calls.call(service(), get('/hang', { signal: aborting.signal, ...how }));
        const why = new Error('enough');
        aborting.abort(why);
        expect(await rejection(going)).toBe(why);
      });

      test(`a stream: its head, then what comes (${name})`, async () => {
        const { calls } = caller();
        const { status, headers, stream } = await calls.open(service(), get('/events', how));
        expect([status, headers['content-type']]).toEqual([200, 'text/event-stream']);
        for await (const chunk of stream) {
          expect(String(chunk)).toBe('data: 1\n\n');
          break;
        }
        const missing = await calls.open(service(), get('/missing', how));
        let text = '';
        for await (const chunk of missing.stream) text += String(chunk);
        expect([missing.status, text]).toEqual([404, '{"error":"no such thing"}']);
      });

      test(`no Service, no port, no ready pod (${name})`, async () => {
        const { calls } = caller();
        await applyServedPods(admin().api, { namespace: namespace(), name: 'empty', port: 80, replicas: 0 });
        const ask = async (asked: Partial<ServicePort>): Promise<unknown> =>
          rejection(calls.call({ ...service(), ...asked }, get('/', how)));
        expect(await ask({ name: 'nobody' })).toMatchObject({ reason: 'NotFound' });
        expect(await ask({ port: 99 })).toMatchObject({ reason: 'ServiceUnavailable' });
        expect(await ask({ name: 'empty' })).toMatchObject({ reason: 'ServiceUnavailable' });
      });
    }

    test('a header of its own for authorization goes by port-forward and arrives', async () => {
      const { calls, ways } = caller();
      const { body } = await calls.call(service(), get('/', { headers: { Authorization: 'Bearer mine' } }));
      expect(JSON.parse(body.toString())).toMatchObject({ authorization: 'Bearer mine' });
      expect(ways).toEqual(['through a port-forward']);
    });

    test('a path that the service proxy would change arrives as it is', async () => {
      const { calls } = caller();
      for (const path of ['/a%2Fb', '/a//b', '/a/../b', '/%C3%A4%25?q=%2F', "/a'b(c)"]) {
        const { body } = await calls.call(service(), get(path));
        const { url } = JSON.parse(body.toString()) as { readonly url: string };
        expect([decodeURIComponent(url), url.split('/').length]).toEqual([decodeURIComponent(path), path.split('/').length]);
      }
    });
  },
  { needs: 'controllers' },
);
