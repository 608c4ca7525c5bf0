// The stand-in against what a real gateway said, exchange by exchange, on a clock that is moved until a list is as it was seen.
import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { startHttpTestServer } from '../../../../test/support/http-test-server.ts';
import { marieRecording, type MarieExchange } from '../../../../test/support/marie-recording.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { marieHandler } from './marie-handler.ts';
import { idAbove } from './marie-ids.ts';
import { createMarieSite, registerExecutor } from './marie-site.ts';

const KEY = `mas_${'k'.repeat(54)}`;
const OTHER_KEY = `mau_${'o'.repeat(54)}`;
const EXECUTORS = [
  { name: 'extract_executor', address: '127.0.0.1:1001', endpoint: '/document/extract' },
  { name: 'mock_executor_a', address: '127.0.0.1:1002', endpoint: '/document/process' },
];

/** Several jobs at once: the real scheduler's order among them is not fixed. */
const UNORDERED = /^executor is back: all: (?:created|active)|^failing, several/;

/** Longest time in which what the real gateway showed must show. */
const PATIENCE_MS = 120_000;
const STEP_MS = 50;

/** Ids that answers have shown, by placeholder. */
const ids = new Map<string, string>();

function idFor(placeholder: string): string {
  const [, base = '', steps = '0'] = /^<(uuid-\d+)(?:\+(\d+))?>$/.exec(placeholder) ?? [];
  const known = ids.get(`<${base}>`);
  return known === undefined ? '00000000-0000-7000-8000-000000000000' : idAbove(known, Number(steps));
}

/** Puts in what placeholders stand for, those of times and machines excepted. */
function fill(text: string, url: string): string {
  return text
    .replaceAll(/<uuid-\d+(?:\+\d+)?>/g, idFor)
    .replaceAll('<key>', KEY)
    .replaceAll('<key-2>', OTHER_KEY)
    .replaceAll('<wrong-key>', `mas_${'w'.repeat(54)}`)
    .replaceAll('<disabled-key>', `mas_${'d'.repeat(54)}`)
    .replaceAll('<port-1>', '1001')
    .replaceAll('<port-2>', '1002')
    .replaceAll('<port-3>', '5432')
    .replaceAll('<url>', 'https://errors.pydantic.dev/2.10/v/missing')
    .replaceAll('<gateway-port>', new URL(url).port);
}

/** The body of a request: its deadlines are hours away, the soft one first unless the note says otherwise. */
function bodyOf({ note, request }: MarieExchange, url: string): string | undefined {
  if (request.raw !== undefined) return request.raw;
  if (request.body === undefined) return undefined;
  const isReversed = note.includes('soft after hard');
  return fill(JSON.stringify(request.body), url)
    .replaceAll(/"soft_sla":"<time-\d+>"/g, `"soft_sla":"2026-01-01T0${isReversed ? 8 : 2}:00:00+00:00"`)
    .replaceAll(/"hard_sla":"<time-\d+>"/g, '"hard_sla":"2026-01-01T04:00:00+00:00"');
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether an answer is what was recorded, placeholders standing for anything. Keys may come in any order. */
function isAlike(recorded: unknown, actual: unknown): boolean {
  if (typeof recorded === 'string' && /<[a-z]+(?:-\d+)?>/.test(recorded)) {
    const pattern = recorded.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`).replaceAll(/<[a-z]+(?:-\d+)?>/g, '.+');
    return new RegExp(`^${pattern}$`, 's').test(String(actual));
  }
  if (Array.isArray(recorded)) {
    return Array.isArray(actual) && actual.length === recorded.length && recorded.every((item, index) => isAlike(item, actual[index]));
  }
  if (!isFields(recorded)) return Object.is(recorded, actual);
  if (!isFields(actual) || Object.keys(actual).length !== Object.keys(recorded).length) return false;
  return Object.entries(recorded).every(([field, value]) => field in actual && isAlike(value, actual[field]));
}

/** The fields of an answer and their types, for what depends on all that happened before. */
function shape(value: unknown, path = ''): readonly string[] {
  if (/queues$|active_dags$|ready_by_executor$|stalest_ready$/.test(path) || !isFields(value)) return [path];
  return Object.entries(value)
    .flatMap(([field, item]) => shape(item, `${path}.${field}`))
    .toSorted();
}

/** The shape of what the scheduler tells. Two of its fields are there only while there is something in them. */
function scheduler(json: unknown): readonly string[] {
  return shape(json).filter((field) => !/active_dags$|stalest_ready$/.test(field));
}

function submittedId(json: unknown): string | undefined {
  if (!isFields(json)) return undefined;
  const { parameters, result } = json;
  if (isFields(parameters) && typeof parameters['job_id'] === 'string') return parameters['job_id'];
  return typeof result === 'string' && result.includes('-') ? result : undefined;
}

/** Of a list: the rows that were seen of the job that the exchange is about, which is the one that was submitted last. */
function focus(rows: readonly string[]): readonly string[] {
  const numbers = rows.map((id) => Number(/<uuid-(\d+)/.exec(id)?.[1] ?? 0));
  const last = Math.max(0, ...numbers);
  return rows.filter((_, index) => numbers[index] === last);
}

test('every answer of the real gateway is ours too', async () => {
  const clock = fakeClock(Date.UTC(2026, 0, 1));
  const site = createMarieSite();
  const handler = marieHandler({ site, keys: [KEY, OTHER_KEY], planners: ['extract'], clock, random: seededRandom(1) });
  const server = await startHttpTestServer((request, response) => void handler.handle(request, response));
  let withdraw: readonly (() => void)[] = [];
  const register = (): void => {
    withdraw = EXECUTORS.map((executor) => registerExecutor(site, executor));
  };
  const hook = async (name: string, body: unknown): Promise<void> => {
    const method = name === 'switches' ? 'PATCH' : 'POST';
    await fetch(`${server.url}/_test/${name}`, { method, body: JSON.stringify(body) });
  };
  /** What happened to the gateway before an exchange, by the first note that tells of it. */
  const happenings = new Map<string, () => void | Promise<void>>([
    ['executor registered', register],
    ['after the kill', () => withdraw.forEach((each) => each())],
    ['executor is back', register],
    ['after the restart', () => hook('restart', {})],
    ['database away', () => hook('switches', { dbDown: true })],
    ['database is back', () => hook('switches', { dbDown: false })],
    ['scheduler after the restart', () => hook('restart', {})],
  ]);
  const ask = async (exchange: MarieExchange): Promise<{ readonly answer: Response; readonly text: string }> => {
    const { headers = {}, method, path } = exchange.request;
    const body = bodyOf(exchange, server.url);
    const filled = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, server.url)]));
    const answer = await fetch(`${server.url}${fill(path, server.url)}`, {
      method,
      headers: filled,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    return { answer, text: await answer.text() };
  };

  const differences: unknown[] = [];
  let compared = 0;
  try {
    for (const exchange of marieRecording()) {
      const { note, request, response } = exchange;
      for (const [start, does] of happenings) {
        if (!note.startsWith(start)) continue;
        happenings.delete(start);
        await does();
      }
      // A single row is asked for when its first one is stored.
      if (request.path.startsWith('/api/jobsXX/')) await clock.advanceAsync(STEP_MS);
      let { answer, text } = await ask(exchange);
      const recordedJson = response.json as { readonly result?: unknown } | undefined;
      const result = isFields(recordedJson?.result) ? recordedJson.result : undefined;
      const isList = response.rows !== undefined || (request.path.startsWith('/api/jobs/') && result !== undefined);
      compared += 1;
      if (isList && !UNORDERED.test(note)) {
        const recorded = response.rows === undefined ? Object.keys(result ?? {}) : Object.keys(response.rows);
        const wanted = focus(recorded).map(idFor).toSorted();
        const dags = new Set(focus(recorded).map((id) => idFor(id.replace(/\+\d+>/, '>'))));
        const seen = (): readonly string[] => {
          const { result: rows } = JSON.parse(text) as { readonly result: Readonly<Record<string, { readonly dag_id: string }>> };
          const chosen = Object.entries(rows).filter(([, row]) => dags.size === 0 || dags.has(row.dag_id));
          return chosen.map(([id]) => id).toSorted();
        };
        for (let waited = 0; JSON.stringify(seen()) !== JSON.stringify(wanted) && waited < PATIENCE_MS; waited += STEP_MS) {
          await clock.advanceAsync(STEP_MS);
          ({ answer, text } = await ask(exchange));
        }
        if (JSON.stringify(seen()) !== JSON.stringify(wanted))
          differences.push({ note, wanted: focus(recorded), ours: seen(), ids: [...ids].slice(-3) });
        const shown = (JSON.parse(text) as { readonly result: Readonly<Record<string, unknown>> }).result;
        for (const id of focus(Object.keys(result ?? {}))) {
          const filled: unknown = JSON.parse(fill(JSON.stringify(result?.[id]), server.url));
          const mine = shown[idFor(id)];
          const isSame = isAlike({ ...(filled as object), priority: 0 }, { ...(mine as object), priority: 0 });
          if (!isSame) differences.push({ note, ours: mine, theirs: filled });
        }
        continue;
      }
      if (isList) {
        await clock.advanceAsync(PATIENCE_MS);
        continue;
      }
      const mine: unknown = text === '' ? undefined : JSON.parse(text);
      const recordedId = submittedId(response.json);
      const ownId = submittedId(mine);
      if (recordedId !== undefined && ownId !== undefined) ids.set(recordedId, ownId);
      const theirs: unknown = response.json === undefined ? undefined : JSON.parse(fill(JSON.stringify(response.json), server.url));
      const isSame =
        request.path === '/status' || request.path === '/api/debug'
          ? JSON.stringify(scheduler(mine)) === JSON.stringify(scheduler(theirs))
          : isAlike(theirs, mine);
      const sameHead =
        answer.status === response.status &&
        answer.headers.get('content-type') === response.contentType &&
        (response.allow ?? null) === answer.headers.get('allow') &&
        (response.location === undefined ? null : fill(response.location, server.url)) === answer.headers.get('location');
      if (!isSame || !sameHead) differences.push({ note, ours: { status: answer.status, mine }, theirs: { ...response, json: theirs } });
    }
  } finally {
    handler.end();
    await server.close();
  }
  expect(differences).toEqual([]);
  expect([...happenings.keys()]).toEqual([]);
  expect(compared).toBe(267);
});
