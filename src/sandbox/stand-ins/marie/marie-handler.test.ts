import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts';
import { MARIE_KEY, startMarie, type MarieStandIn } from '../../../../test/support/marie-stand-in.ts';

let clock: FakeClock;
let marie: MarieStandIn;

interface Row {
  readonly dag_id: string;
  readonly job_level: number;
  readonly priority: number;
}

beforeEach(async () => {
  clock = fakeClock();
  marie = await startMarie({ clock });
});
afterEach(async () => {
  await marie.close();
});

const ask = async (path: string, init: RequestInit = {}): Promise<{ readonly status: number; readonly json: Record<string, unknown> }> => {
  const answer = await fetch(`${marie.url}${path}`, init);
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
};
const rows = async (state: string): Promise<readonly Row[]> => {
  const { json } = await ask(`/api/jobs/${state}`);
  return Object.values(json['result'] as Readonly<Record<string, Row>>);
};
const levels = async (state: string): Promise<readonly number[]> => (await rows(state)).map(({ job_level: level }) => level);
const hook = async (name: string, body: object = {}, method = 'POST'): Promise<number> =>
  (await ask(`/_test/${name}`, { method, body: JSON.stringify(body) })).status;
const turn = async (switches: object): Promise<void> => {
  expect(await hook('switches', switches, 'PATCH')).toBe(200);
};
const submit = async (more: object = {}, queue = 'extract'): Promise<string> => {
  const metadata = { project_id: 'p', ref_type: 'ocr', ref_id: 'r', policy: 'allow_all', planner: 'extract', ...more };
  const action = { action_type: 'command', command: 'job', action: 'submit', api_key: MARIE_KEY, name: queue, metadata };
  const { json } = await ask('/api/v1/invoke', {
    method: 'POST',
    headers: { authorization: `Bearer ${MARIE_KEY}` },
    body: JSON.stringify({ header: {}, parameters: { invoke_action: action } }),
  });
  return String((json['parameters'] as Record<string, unknown>)['job_id']);
};

test('rows appear one by one, and nothing moves while no executor is registered', async () => {
  await submit();
  expect(await levels('created')).toEqual([]);
  await clock.advanceAsync(50);
  expect(await levels('created')).toEqual([2]);
  await clock.advanceAsync(100);
  expect(await levels('created')).toEqual([2, 1, 0]);
  await clock.advanceAsync(30_000);
  expect(await levels('created')).toEqual([2, 1, 0]);
});

test('with another executor the root completes, and only the missing one is waited for', async () => {
  await hook('executors', { name: 'mock_executor_a', address: '127.0.0.1:1' });
  await submit();
  await clock.advanceAsync(10_000);
  expect([await levels('completed'), await levels('created')]).toEqual([[2], [1, 0]]);
  await hook('executors', { name: 'extract_executor', address: '127.0.0.1:2' });
  await clock.advanceAsync(10_000);
  expect(await levels('completed')).toEqual([2, 1, 0]);
});

test('a task that fails is tried three times, and the last one never begins', async () => {
  marie.register();
  await submit({ test_fail: true, test_sleep: 0.5 });
  await clock.advanceAsync(2500);
  expect(await levels('retry')).toEqual([1]);
  await clock.advanceAsync(4700);
  expect(await levels('active')).toEqual([1]);
  await clock.advanceAsync(8000);
  expect([await levels('failed'), await levels('created')]).toEqual([[1], [0]]);
  await hook('restart');
  expect(await levels('completed')).toEqual([2, 0]);
});

test('a restart orphans what was active, and loses what was not stored', async () => {
  marie.register();
  await submit({ test_sleep: 8 });
  await clock.advanceAsync(3000);
  await submit({ ref_id: 'late' });
  await hook('restart');
  await clock.advanceAsync(120_000);
  expect([await levels('active'), await levels('created')]).toEqual([[1], [0]]);
  expect((await rows('active')).length).toBe(1);
  await turn({ orphanAfterRestart: false });
  await hook('restart');
  await clock.advanceAsync(30_000);
  expect(await levels('completed')).toEqual([2, 1, 0]);
});

test('with the database away lists are errors, and a submission is acknowledged and lost', async () => {
  marie.register();
  await turn({ dbDown: true });
  expect(await ask('/api/jobs/created')).toMatchObject({ status: 200, json: { status: 'error', code: 'INTERNAL_ERROR' } });
  expect(await ask('/')).toEqual({ status: 200, json: {} });
  expect(await submit()).toMatch(/^[0-9a-f-]{36}$/);
  expect(await submit({}, 'brand-new')).toBe('undefined');
  await turn({ dbDown: false });
  await clock.advanceAsync(30_000);
  expect(await levels('created')).toEqual([]);
  await submit();
  await clock.advanceAsync(60_000);
  // The first task after it came back is an orphan.
  expect(await levels('active')).toEqual([1]);
});

test('stop does nothing, unless it is told to', async () => {
  const id = await submit();
  await clock.advanceAsync(1000);
  expect(await ask(`/api/jobs/${id}/stop`)).toMatchObject({ json: { status: 'OK' } });
  expect(await levels('created')).toEqual([2, 1, 0]);
  await turn({ honourStop: true });
  await ask(`/api/jobs/${id}/stop`);
  expect(await levels('cancelled')).toEqual([2, 1, 0]);
});

test('a single row is told as it was first asked for; the whole list is empty, unless the schema is mended', async () => {
  marie.register();
  const id = await submit();
  await clock.advanceAsync(150);
  expect(await ask(`/api/jobsXX/${id}`)).toMatchObject({ json: { result: { state: 'created' } } });
  await clock.advanceAsync(10_000);
  expect(await ask(`/api/jobsXX/${id}`)).toMatchObject({ json: { result: { state: 'created' } } });
  await turn({ staleJobsXX: false });
  expect(await ask(`/api/jobsXX/${id}`)).toMatchObject({ json: { result: { state: 'completed' } } });
  expect((await ask('/api/jobs')).json['result']).toEqual({});
  await turn({ fixedEnum: true });
  expect(Object.keys((await ask('/api/jobs')).json['result'] as object).length).toBe(3);
});

test('more tasks, tasks that stall, submissions that are dropped or refused', async () => {
  marie.register();
  await turn({ tasks: 3, failures: 1, workMs: 100 });
  await submit();
  await clock.advanceAsync(60_000);
  expect(await levels('completed')).toEqual([4, 3, 2, 1, 0]);
  await turn({ tasks: 1, failures: 0, stall: true });
  await submit();
  await clock.advanceAsync(600_000);
  expect(await levels('active')).toEqual([1]);
  await turn({ stall: false, endAs: 'expired' });
  await hook('restart');
  marie.site.rows.clear();
  await submit();
  await clock.advanceAsync(60_000);
  expect([await levels('completed'), await levels('expired'), await levels('created')]).toEqual([[2], [1], [0]]);
  marie.site.rows.clear();
  await turn({ dropSubmissions: true });
  expect(await submit()).toMatch(/^[0-9a-f-]{36}$/);
  await clock.advanceAsync(1000);
  expect(await rows('created')).toEqual([]);
  await turn({ http500: true });
  expect(await submit().catch(() => 'no parameters')).toBe('no parameters');
});

test('priorities rise at the full minute', async () => {
  await submit();
  await submit({ ref_id: 'later', soft_sla: '2026-01-01T05:00:00+00:00', hard_sla: '2026-01-01T06:00:00+00:00' });
  await clock.advanceAsync(59_000);
  expect((await rows('created')).map(({ priority }) => priority)).toEqual([0, 0, 0, 0, 0, 0]);
  await clock.advanceAsync(2000);
  expect((await rows('created')).map(({ priority }) => priority).toSorted((a, b) => a - b)).toEqual([479, 479, 479, 500, 500, 500]);
});

test('a switch that there is not, and a gateway that is away', async () => {
  expect(await hook('switches', { bogus: true }, 'PATCH')).toBe(400);
  expect(await hook('switches', { dbDown: 'yes' }, 'PATCH')).toBe(400);
  expect(await hook('switches', { endAs: 'yes' }, 'PATCH')).toBe(400);
  expect(await hook('nothing')).toBe(404);
  await turn({ garbage: true });
  await expect(ask('/status')).rejects.toThrow(/JSON/);
  await turn({ down: true });
  await expect(ask('/status')).rejects.toThrow('fetch failed');
});
