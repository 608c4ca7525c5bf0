// The stand-in against what a real server said, exchange by exchange: with a master key and without one.
import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { startHttpTestServer } from '../../../../test/support/http-test-server.ts';
import { maiaBindings, maiaRecording, type MaiaBindings, type MaiaExchange } from '../../../../test/support/maia-recording.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { maiaHandler } from './maia-handler.ts';
import { maiaServerConfig } from './maia-server-config.ts';
import { createMaiaState } from './maia-state.ts';

const MASTER = 'the-master-key';

/** Two pages of a list in the order of random ids: which tenants are on them differs from run to run. */
const PAGES = new Set(['list two', 'list offset']);

function keyOf(exchange: MaiaExchange, bindings: MaiaBindings): string | undefined {
  if (exchange.request.key === 'none') return undefined;
  if (exchange.request.key === 'master') return MASTER;
  return bindings.get('<key-2>') ?? 'maia_unknown';
}

function bodyOf({ note, request }: MaiaExchange): string | undefined {
  if (request.raw !== undefined) return request.raw;
  if (request.body === undefined) return undefined;
  return JSON.stringify(request.body).replaceAll('<time>', note.includes('past') ? '2020-01-01T00:00:00Z' : '2090-01-01T00:00:00Z');
}

/** Of a page only its envelope and the shape of its items can be compared. */
function pageShape(json: unknown): unknown {
  const { data, ...envelope } = json as { readonly data: readonly object[] };
  return {
    ...envelope,
    items: data.map((item) =>
      Object.keys(item)
        .filter((field) => field !== 'metadata')
        .toSorted(),
    ),
  };
}

test.each([
  ['admin-with-master-key', { MAIA_SECURITY_API_KEY: MASTER }],
  ['admin-without-master-key', {}],
] as const)('%s: every answer of the real server is ours too', async (name, env) => {
  const clock = fakeClock();
  const config = maiaServerConfig({ ...env, MAIA_TENANT_ENABLED: 'true', MAIA_SECURITY_RATE_LIMIT_RPS: '0' }, '', true);
  const random = seededRandom(1);
  const handle = maiaHandler(createMaiaState(clock.now(), undefined), { config, clock, random });
  const server = await startHttpTestServer((request, response) => void handle(request, response));
  const bindings = maiaBindings('00000000-0000-4000-8000-000000000000');
  const differences: unknown[] = [];
  const exchanges = maiaRecording(name);
  try {
    for (const exchange of exchanges) {
      const { note, request, response } = exchange;
      const key = keyOf(exchange, bindings);
      const body = bodyOf(exchange);
      const answer = await fetch(`${server.url}${bindings.fill(request.path)}`, {
        method: request.method,
        headers: key === undefined ? {} : { 'x-api-key': key },
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      const contentType = answer.headers.get('content-type');
      const { json } = response;
      const told = json === undefined ? { text } : { json: bindings.unfill(json, JSON.parse(text)) };
      const actual = { status: answer.status, contentType, ...told };
      const [ours, theirs] = PAGES.has(note) ? [pageShape(JSON.parse(text)), pageShape(json)] : [actual, { text: undefined, ...response }];
      if (!Object.is(JSON.stringify(sorted(ours)), JSON.stringify(sorted(theirs)))) differences.push({ note, ours, theirs });
    }
  } finally {
    await server.close();
  }
  expect(differences).toEqual([]);
  expect(exchanges.length).toBe(72);
});

/** With sorted keys, for comparing by text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, item]) => [field, sorted(item)]),
  );
}
