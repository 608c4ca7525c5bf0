import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawAnswer, RawClient } from '../support/raw-client.ts';
import { type AccessWorld, openAccessWorld, told } from './support/access-world.ts';

const AUTHENTICATION = '/apis/authentication.k8s.io/v1';
const ISSUER = 'https://kubernetes.default.svc';

describeCluster('reviews of identity', (plane) => {
  let world: AccessWorld;
  let developer: RawClient;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
    developer = await world.of(plane.kubeconfigs.developer);
  });
  afterAll(() => world.close());

  const status = ({ json }: RawAnswer): unknown => (json as { status?: unknown }).status;

  test('SelfSubjectReview: who I am, with uid and groups of the token', async () => {
    const answer = await developer.request('POST', `${AUTHENTICATION}/selfsubjectreviews`, { body: {} });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      kind: 'SelfSubjectReview',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: expect.stringMatching(/Z$/) as unknown },
      status: { userInfo: { username: 'developer', groups: ['developers', 'system:authenticated'] } },
    });
  });

  test('of a certificate the server tells the fingerprint', async () => {
    const { json } = await world.admin.request('POST', `${AUTHENTICATION}/selfsubjectreviews`, { body: {} });
    expect(json).toMatchObject({
      status: {
        userInfo: {
          groups: ['system:masters', 'system:authenticated'],
          extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^X509SHA256=[0-9a-f]{64}$/) as unknown] },
        },
      },
    });
  });

  const whose = async (spec: object): Promise<RawAnswer> =>
    world.admin.request('POST', `${AUTHENTICATION}/tokenreviews`, { body: { spec } });

  test('TokenReview: whose a token is', async () => {
    const namespace = await world.namespace();
    const token = await world.serviceAccount(namespace, 'robot');
    const answer = await whose({ token });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      kind: 'TokenReview',
      spec: { token },
      status: {
        authenticated: true,
        user: {
          username: `system:serviceaccount:${namespace}:robot`,
          groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
          extra: { 'authentication.kubernetes.io/credential-id': [expect.stringMatching(/^JTI=/) as unknown] },
        },
        audiences: [ISSUER],
      },
    });
  });

  test('a wrong token is nobody', async () => {
    expect(status(await whose({ token: 'wrong' }))).toEqual({ user: {}, error: 'invalid bearer token' });
  });

  test('a token for other audiences is wrong', async () => {
    const token = await world.serviceAccount(await world.namespace(), 'robot');
    expect(status(await whose({ token, audiences: ['x'] }))).toEqual({
      user: {},
      error: `[invalid bearer token, token audiences ["${ISSUER}"] is invalid for the target audiences ["x"]]`,
    });
    expect(status(await whose({ token, audiences: ['x', ISSUER] }))).toMatchObject({ authenticated: true, audiences: [ISSUER] });
  });

  test('a review without a token', async () => {
    expect(told(await whose({}))).toMatchObject({ code: 400, message: 'token is required for TokenReview in authentication' });
  });
});
