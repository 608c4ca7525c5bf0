import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { rawClient } from '../support/raw-client.ts';
import type { SeenRequest } from './support/tunnels-http.ts';
import { CLOSED_PORT, failure, PORT, tunnelScene } from './support/tunnels-scene.ts';
import { askUpgrade } from './support/tunnels-socket.ts';

const POD = `pods/one:${String(PORT)}`;

/** Ways to the stand-in, with the path that it sees. */
const WAYS: readonly (readonly [string, string])[] = [
  ['services/single/proxy/', '/'],
  ['services/single/proxy/a/b%20c?x=1&y=%2F', '/a/b%20c?x=1&y=%2F'],
  ['services/single/proxy/a/', '/a/'],
  ['services/single:80/proxy/z', '/z'],
  ['services/http:single:80/proxy/z', '/z'],
  ['services/http:single:/proxy/z', '/z'],
  ['services/web:http/proxy/z', '/z'],
  ['services/web:80/proxy/z', '/z'],
  ['services/headless/proxy/z', '/z'],
  ['services/headless:80/proxy/z', '/z'],
  ['pods/one/proxy/z', '/z'],
  [`${POD}/proxy/z`, '/z'],
  [`pods/http:one:${String(PORT)}/proxy/z`, '/z'],
];

const UNAVAILABLE = 'ServiceUnavailable';
const NO_TLS = 'error trying to reach service: tls: first record does not look like a TLS handshake';
const REFUSED: readonly (readonly [string, number, string, string])[] = [
  [`services/single:${String(PORT)}/proxy/`, 503, UNAVAILABLE, `no service port ${String(PORT)} found for service "single"`],
  ['services/web/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "web"'],
  ['services/web:/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "web:"'],
  ['services/web:nope/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "web:nope"'],
  ['services/nobody/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "nobody"'],
  ['services/nobody:80/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "nobody"'],
  ['services/nobody:x/proxy/', 503, UNAVAILABLE, 'no endpoints available for service "nobody"'],
  ['services/none/proxy/', 404, 'NotFound', 'services "none" not found'],
  ['services/none:80/proxy/', 404, 'NotFound', 'services "none" not found'],
  ['services/ftp:single:80/proxy/', 400, 'BadRequest', 'invalid service request "ftp:single:80"'],
  ['services/:80/proxy/', 400, 'BadRequest', 'invalid service request ":80"'],
  ['pods/one:a:b/proxy/', 400, 'BadRequest', 'invalid pod request "one:a:b"'],
  ['pods/none:80/proxy/', 404, 'NotFound', 'pods "none" not found'],
  ['pods/nowhere:80/proxy/', 400, 'BadRequest', 'address not allowed'],
  ['services/https:single:80/proxy/', 503, UNAVAILABLE, NO_TLS],
  [`pods/https:one:${String(PORT)}/proxy/`, 503, UNAVAILABLE, NO_TLS],
  [`${POD}/proxy/hang-up`, 503, UNAVAILABLE, 'error trying to reach service: EOF'],
];

const MOVED: readonly (readonly [string, string])[] = [
  ['/there', 'PREFIX/there'],
  ['/a/b?c=1', 'PREFIX/a/b?c=1'],
  ['rel/x', 'rel/x'],
  ['http://example.com/z', 'http://example.com/z'],
  ['//other/zz', '//other/zz'],
];

describeCluster(
  'proxies of Services and pods',
  (plane) => {
    const scene = tunnelScene(plane, 'proxy');

    test.for(WAYS)('%s', async ([way, url]) => {
      const answer = await scene.ask('GET', `/${way}`);
      expect([answer.status, (answer.json as SeenRequest).url]).toEqual([200, url]);
    });

    test.for(REFUSED)('%s: %i', async ([path, ...expected]) => {
      expect(failure(await scene.ask('GET', `/${path}`))).toEqual(expected);
    });

    test.for([`services/web:closed/proxy/`, `pods/one:${String(CLOSED_PORT)}/proxy/`])('%s: nobody listens', async (path) => {
      const [code, reason, message] = failure(await scene.ask('GET', `/${path}`));
      expect([code, reason]).toEqual([503, UNAVAILABLE]);
      // What follows depends on the way through the network.
      expect(message).toMatch(/^error trying to reach service: /);
    });

    test('the headers of the answer are the target’s', async () => {
      const { headers } = await scene.ask('GET', '/services/single/proxy/');
      expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-mine': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    });

    test('the request keeps its headers, except for its credentials, and tells where it came from', async () => {
      const sent = { 'x-custom': 'a', cookie: 'c=1', 'x-forwarded-for': '1.2.3.4', te: 'trailers' };
      const path = scene.path('/services/single/proxy/p%20q?x=1');
      const { json } = await scene.client.request('POST', path, { body: 'hello', type: 'text/plain', headers: sent });
      const { headers, body, method } = json as SeenRequest;
      expect([method, body]).toEqual(['POST', 'hello']);
      expect(headers).toMatchObject({
        'x-custom': 'a',
        cookie: 'c=1',
        te: 'trailers',
        'content-type': 'text/plain',
        'content-length': '5',
        'x-forwarded-for': '1.2.3.4, 127.0.0.1',
        'x-forwarded-uri': scene.path('/services/single/proxy/p%20q'),
      });
      expect(headers).not.toHaveProperty('authorization');
    });

    test.for(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s goes through', async (method) => {
      const answer = await scene.ask(method, '/services/single/proxy/m');
      expect([answer.status, (answer.json as SeenRequest).method]).toEqual([200, method]);
    });

    test('HEAD has headers and no body', async () => {
      const answer = await scene.ask('HEAD', '/services/single/proxy/m');
      expect([answer.status, answer.headers['x-mine'], answer.text]).toEqual([200, 'yes', '']);
    });

    test.for(['', '?x=1'])('GET of the proxy without a slash (%s) is moved', async (query) => {
      const answer = await scene.ask('GET', `/services/single/proxy${query}`);
      expect([answer.status, answer.headers.location]).toEqual([301, scene.path(`/services/single/proxy/${query}`)]);
    });

    test('POST of the proxy without a slash goes to the root', async () => {
      const answer = await scene.ask('POST', '/services/single/proxy');
      expect([answer.status, (answer.json as SeenRequest).url]).toEqual([200, '/']);
    });

    test.for(MOVED)('a redirect to %s becomes %s', async ([to, expected]) => {
      const answer = await scene.ask('GET', `/${POD}/proxy/redirect?to=${encodeURIComponent(to)}`);
      expect([answer.status, answer.headers.location]).toEqual([302, expected.replace('PREFIX', scene.path(`/${POD}/proxy`))]);
    });

    test('links of a page are those of the proxy', async () => {
      const { text } = await scene.ask('GET', `/${POD}/proxy/page`);
      expect(text).toContain(`<a href="${scene.path(`/${POD}/proxy/x/y`)}">l</a><a href="rel">r</a>`);
    });

    test('a failure of the target is the answer', async () => {
      const answer = await scene.ask('GET', '/services/single/proxy/broken');
      expect([answer.status, answer.headers['x-mine'], answer.text]).toEqual([500, 'yes', 'broken']);
    });

    test('an answer without a body', async () => {
      const answer = await scene.ask('GET', '/services/single/proxy/nothing');
      expect([answer.status, answer.text]).toEqual([204, '']);
    });

    test('another protocol is passed on', async () => {
      const { status, headers } = await askUpgrade(plane.kubeconfig, scene.path('/services/single/proxy/ws'), { upgrade: 'echo' }, 'GET');
      expect([status, headers['upgrade']]).toEqual([101, 'echo']);
    });

    test('another protocol of a Service without pods', async () => {
      const refused = await askUpgrade(plane.kubeconfig, scene.path('/services/nobody/proxy/ws'), { upgrade: 'echo' }, 'GET');
      expect(failure(refused)).toEqual([503, UNAVAILABLE, 'no endpoints available for service "nobody"']);
    });

    test('who may not use the proxy is refused with the name as it was asked', async () => {
      const nobody = await rawClient(plane.kubeconfigs.nobody);
      const answer = await nobody.request('GET', scene.path('/services/http:single:80/proxy/'));
      nobody.close();
      expect(failure(answer)).toEqual([
        403,
        'Forbidden',
        `services "http:single:80" is forbidden: User "nobody" cannot get resource "services/proxy" in API group "" in the namespace "${scene.namespace}"`,
      ]);
    });
  },
  { needs: 'controllers' },
);
