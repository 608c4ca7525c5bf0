import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawClient } from '../support/raw-client.ts';
import { type AccessWorld, forbidden, openAccessWorld, told, WHO_AM_I } from './support/access-world.ts';

const UNAUTHORIZED = { code: 401, reason: 'Unauthorized', message: 'Unauthorized', details: undefined };
const ISSUER = 'https://kubernetes.default.svc';

describeCluster('who asks', (plane) => {
  let world: AccessWorld;
  let stranger: RawClient;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
    stranger = await world.withToken();
  });
  afterAll(() => world.close());

  test('without credentials health and version are open', async () => {
    for (const url of ['/version', '/healthz', '/livez', '/readyz']) expect((await stranger.request('GET', url)).status).toBe(200);
  });

  test('without credentials discovery and objects are not', async () => {
    expect(told(await stranger.request('GET', '/api'))).toEqual(forbidden('forbidden: User "system:anonymous" cannot get path "/api"', {}));
    expect(told(await stranger.request('GET', '/api/v1/pods')).message).toBe(
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" at the cluster scope',
    );
  });

  test('a wrong token is refused whatever is asked for', async () => {
    const wrong = await world.withToken('wrong');
    expect(told(await wrong.request('GET', '/version'))).toEqual(UNAUTHORIZED);
    expect(told(await wrong.request('GET', '/api/v1/pods'))).toEqual(UNAUTHORIZED);
  });

  test('an Authorization header of another scheme counts as none', async () => {
    const answer = await stranger.request('GET', '/api', { headers: { authorization: 'Basic abc' } });
    expect(told(answer).message).toBe('forbidden: User "system:anonymous" cannot get path "/api"');
  });

  test('the token of a service account is the account', async () => {
    const namespace = await world.namespace();
    const robot = await world.withToken(await world.serviceAccount(namespace, 'robot'));
    const { json } = await robot.request('POST', WHO_AM_I, { body: {} });
    expect(json).toMatchObject({
      status: {
        userInfo: {
          username: `system:serviceaccount:${namespace}:robot`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        },
      },
    });
  });

  test('the token of a service account that is gone is wrong', async () => {
    const namespace = await world.namespace();
    const robot = await world.withToken(await world.serviceAccount(namespace, 'robot'));
    // Not used before: the server remembers a token that was right for ten seconds.
    await world.admin.request('DELETE', `/api/v1/namespaces/${namespace}/serviceaccounts/robot`);
    expect(told(await robot.request('GET', '/version'))).toEqual(UNAUTHORIZED);
  });

  test('a token request tells what it issued', async () => {
    const namespace = await world.namespace();
    await world.serviceAccount(namespace, 'robot');
    const url = `/api/v1/namespaces/${namespace}/serviceaccounts/robot/token`;
    const answer = await world.admin.request('POST', url, { body: { spec: { expirationSeconds: 600 } } });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: 'robot', namespace },
      spec: { audiences: [ISSUER], expirationSeconds: 600, boundObjectRef: null },
    });
    const { metadata, status } = answer.json as { metadata: { creationTimestamp: string }; status: Record<string, string> };
    const life = Date.parse(status['expirationTimestamp'] ?? '') - Date.parse(metadata.creationTimestamp);
    expect(Math.abs(life - 600_000)).toBeLessThanOrEqual(1_000);
    const claims: unknown = JSON.parse(Buffer.from(status['token']?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ aud: [ISSUER], iss: ISSUER, sub: `system:serviceaccount:${namespace}:robot` });
  });

  test('a token for another audience is not one for the API', async () => {
    const namespace = await world.namespace();
    await world.serviceAccount(namespace, 'robot');
    const url = `/api/v1/namespaces/${namespace}/serviceaccounts/robot/token`;
    const { json } = await world.admin.request('POST', url, { body: { spec: { audiences: ['vault'] } } });
    const robot = await world.withToken((json as { status: { token: string } }).status.token);
    expect(told(await robot.request('GET', '/version'))).toEqual(UNAUTHORIZED);
  });

  test.each([
    [
      { expirationSeconds: 60 },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    ],
    [{ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'x' } }, 404, 'pods "x" not found'],
    [{ boundObjectRef: { kind: 'Foo', name: 'x' } }, 400, 'cannot bind token to object of type /, Kind=Foo'],
  ])('a token request that cannot be: %j', async (spec, code, message) => {
    const namespace = await world.namespace();
    await world.serviceAccount(namespace, 'robot');
    const url = `/api/v1/namespaces/${namespace}/serviceaccounts/robot/token`;
    expect(told(await world.admin.request('POST', url, { body: { spec } }))).toMatchObject({ code, message });
  });

  test('a token request of an account that is not there', async () => {
    const answer = await world.admin.request('POST', '/api/v1/namespaces/default/serviceaccounts/none/token', { body: { spec: {} } });
    expect(told(answer)).toMatchObject({ code: 404, message: 'serviceaccounts "none" not found' });
  });
});
