import { expect, onTestFinished, test } from 'vitest';
import { rejection } from '../../../test/support/rejection.ts';
import { failure, json, startServer } from '../../../test/support/stand-in-server.ts';
import { testClient } from '../../../test/support/test-client.ts';
import { ApiError } from '../../cluster/api-error.ts';
import type { Connection } from '../../cluster/connect.ts';
import { fixedCredentials } from '../../cluster/fixed-credentials.ts';
import { createHttpTransport } from '../../cluster/http-transport.ts';
import { createSystemClock } from '../../cluster/system-clock.ts';
import type { Outside } from '../../cluster/outside.ts';
import { liveOutside, noOutside } from './outside.ts';

const NEVER = new AbortController().signal;
const WEB = { namespace: 'demo', name: 'web', port: 80 };
const ASK = { method: 'GET', path: '/', timeoutMs: 5000 } as const;

async function live(): Promise<Outside> {
  const { url } = await startServer((request, response) => {
    if (request.url === '/api/v1/namespaces/demo/secrets/key')
      json(response, 200, { data: { key: Buffer.from('value').toString('base64') } });
    else if (request.url.endsWith('/secrets/closed')) failure(response, 403, 'Forbidden', 'no');
    else if (request.url.includes('/services/web:80/proxy/')) json(response, 200, { here: true });
    else failure(response, 404, 'NotFound', 'not found');
  });
  const clock = createSystemClock();
  const transport = createHttpTransport({ server: new URL(url), credentials: fixedCredentials({}), clock });
  const manner = { headers: [], timeoutMs: 5000, clock, onRequest: undefined };
  const connection = { api: testClient(url), transport, manner, target: {}, proxyFor: () => undefined } as unknown as Connection;
  const outside = liveOutside(connection, {});
  onTestFinished(() => {
    outside.services.close();
    transport.close();
  });
  return outside;
}

test('a value of a Secret; what is missing is undefined, what is forbidden an error', async () => {
  const { readSecret } = await live();
  const read = async (name: string, key: string): Promise<string | undefined> => {
    const value = await readSecret({ namespace: 'demo', name }, key, NEVER);
    return value === undefined ? undefined : Buffer.from(value).toString();
  };
  expect(await read('key', 'key')).toBe('value');
  expect(await read('key', 'other')).toBeUndefined();
  expect(await read('absent', 'key')).toBeUndefined();
  expect(await rejection(read('closed', 'key'))).toBeInstanceOf(ApiError);
});

test('Services are asked until it is closed, also where nothing was asked before', async () => {
  const asked = await live();
  expect((await asked.services.call(WEB, ASK)).status).toBe(200);
  asked.services.close();
  expect(await rejection(asked.services.call(WEB, ASK))).toMatchObject({ reason: 'Unreachable' });
  const unused = await live();
  unused.services.close();
  expect(await rejection(unused.services.open(WEB, ASK))).toMatchObject({ reason: 'Unreachable' });
});

test('without a cluster everything is refused', async () => {
  const { services, readSecret } = noOutside();
  expect(await rejection(services.call(WEB, ASK))).toMatchObject({ reason: 'Configuration' });
  expect(await rejection(readSecret({ namespace: 'demo', name: 'key' }, 'key', NEVER))).toMatchObject({ reason: 'Configuration' });
});
