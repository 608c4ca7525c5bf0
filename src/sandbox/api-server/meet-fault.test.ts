import { expect, test } from 'vitest';
import { openFront } from '../../../test/support/sandbox-front.ts';
import type { FaultAction, StreamFault } from '../requests/fault-hook.ts';

const NOTES = '/api/v1/namespaces/default/notes';

async function withFault(action: FaultAction): ReturnType<typeof openFront> {
  let left: FaultAction | undefined = action;
  return openFront({
    faults: {
      before: ({ method, query }) => {
        if (action.do === 'break-watch' ? !query.has('watch') : method !== 'POST') return undefined;
        const [now] = [left];
        left = undefined;
        return now;
      },
    },
  });
}

const NOTE = { body: { metadata: { name: 'a' } } };

test('a status comes with the time to wait', async () => {
  const { client } = await withFault({ do: 'status', code: 429, reason: 'TooManyRequests', retryAfterSeconds: 3 });
  const answer = await client.request('POST', NOTES, NOTE);
  expect(answer).toMatchObject({
    status: 429,
    headers: { 'retry-after': '3' },
    json: { reason: 'TooManyRequests', details: { retryAfterSeconds: 3 } },
  });
  expect((await client.request('GET', `${NOTES}/a`)).status).toBe(404);
});

test.each([
  ['reset', 404],
  ['lose-answer', 200],
] as const)('%s: the connection breaks, and a GET says %i', async (fault, status) => {
  const { client } = await withFault({ do: fault });
  await expect(client.request('POST', NOTES, NOTE)).rejects.toThrow(/socket hang up|ECONNRESET|disconnected/);
  expect((await client.request('GET', `${NOTES}/a`)).status).toBe(status);
});

test('garbage is a page of HTML with 502', async () => {
  const { client } = await withFault({ do: 'garbage' });
  const answer = await client.request('POST', NOTES, NOTE);
  expect(answer).toMatchObject({ status: 502, json: undefined, headers: { 'content-type': 'text/html' } });
});

test('a delay waits on the clock, then does what follows', async () => {
  const { client, clock } = await withFault({ do: 'delay', ms: 5000, next: { do: 'status', code: 500, reason: 'InternalError' } });
  const answer = client.request('POST', NOTES, NOTE);
  await expect.poll(() => clock.untilNext()).toBe(5000);
  clock.advance(5000);
  expect((await answer).status).toBe(500);
});

test('a silent server does nothing and says nothing', async () => {
  const { client, clock, server } = await withFault({ do: 'silent' });
  let settled = false;
  const answer = client.request('POST', NOTES, NOTE).catch(() => {
    settled = true;
  });
  await expect.poll(async () => (await client.request('GET', `${NOTES}/a`)).status).toBe(404);
  await clock.advanceAsync(60_000);
  expect(settled).toBe(false);
  server.dropConnections();
  await answer;
  expect(settled).toBe(true);
});

async function brokenBy(by: StreamFault): Promise<readonly unknown[]> {
  const { client } = await withFault({ do: 'break-watch', after: 1, by });
  await client.request('POST', NOTES, NOTE);
  await client.request('POST', NOTES, { body: { metadata: { name: 'b' } } });
  const seen: unknown[] = [];
  try {
    for await (const event of client.lines(`${NOTES}?watch=1`)) {
      seen.push(event);
      if (seen.length > 1) break;
    }
  } catch (error) {
    seen.push(error instanceof SyntaxError ? 'no JSON' : 'broken');
  }
  return seen;
}

test('a watch meets its fault in place of the second event', async () => {
  const first = expect.objectContaining({ type: 'ADDED' });
  expect(await brokenBy('cut')).toEqual([first]);
  expect(await brokenBy('truncate')).toEqual([first]);
  expect(await brokenBy('garbage')).toEqual([first, 'no JSON']);
  expect(await brokenBy('reset')).toEqual([first, 'broken']);
  expect(await brokenBy('expired')).toEqual([first, { type: 'ERROR', object: expect.objectContaining({ code: 410, reason: 'Expired' }) }]);
});
