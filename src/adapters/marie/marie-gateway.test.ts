import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { MARIE_KEY, startMarie, type MarieStandIn } from '../../../test/support/marie-stand-in.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { servicesAt, type LocalServices } from '../../../test/support/services-at.ts';
import { ApiError } from '../../cluster/api-error.ts';
import type { GatewayTarget, MarieGateway } from '../../reconcile/marie/gateway.ts';
import { createMarieGateway } from './marie-gateway.ts';

const TARGET: GatewayTarget = {
  cluster: { namespace: 'team', name: 'docs' },
  port: 8080,
  apiKey: { namespace: 'team', secret: 'docs-api-key', key: 'api_key' },
};
const SIGNAL = new AbortController().signal;
const METADATA = { project_id: 'team', ref_type: 'ocr', ref_id: 'team-a-a0', policy: 'allow_all', planner: 'extract' };

let marie: MarieStandIn;
let clock: FakeClock;
let services: LocalServices;
let gateway: MarieGateway;
let secret: string | undefined;

beforeEach(async () => {
  clock = fakeClock();
  marie = await startMarie({ clock });
  services = servicesAt(marie.url);
  secret = MARIE_KEY;
  gateway = createMarieGateway({
    services,
    readSecret: async () => Promise.resolve(secret === undefined ? undefined : Buffer.from(secret)),
    clock,
  });
});
afterEach(async () => {
  await marie.close();
});

const submit = async (): Promise<unknown> => await gateway.submit(TARGET, { queue: 'extract', metadata: METADATA }, SIGNAL);

test('the key is in header and body, and every call goes where no URL is written down', async () => {
  await submit();
  await gateway.listRows(TARGET, SIGNAL);
  const [first] = services.calls;
  expect(first?.service).toEqual({ namespace: 'team', name: 'docs-server-svc', port: 8080 });
  expect(first?.request.headers).toMatchObject({ authorization: `Bearer ${MARIE_KEY}` });
  expect(JSON.parse(first?.request.body ?? '')).toMatchObject({ parameters: { invoke_action: { api_key: MARIE_KEY, name: 'extract' } } });
  expect(services.calls.every(({ request }) => request.secretPath === true)).toBe(true);
  expect(services.calls.slice(1).every(({ request }) => request.headers?.['authorization'] === undefined)).toBe(true);
});

test('no key, one that no request can carry, and one that is changed later', async () => {
  secret = undefined;
  expect(await rejection(submit())).toMatchObject({ reason: 'AuthFailed', message: expect.stringContaining('Secret/team/docs-api-key') });
  secret = `${MARIE_KEY}\n`;
  expect(await rejection(submit())).toMatchObject({ reason: 'AuthFailed', message: expect.stringContaining('line break') });
  expect(services.calls).toEqual([]);
  secret = `mas_${'x'.repeat(54)}`;
  const refused = await rejection(submit());
  expect(refused).toMatchObject({ reason: 'AuthFailed' });
  expect(String(refused)).not.toContain(secret);
  secret = MARIE_KEY;
  await expect(submit()).resolves.toMatchObject({ jobId: expect.any(String) });
});

test('one sweep serves everybody for five seconds from its beginning; a look by reference is always its own', async () => {
  const [first, second] = await Promise.all([gateway.listRows(TARGET, SIGNAL), gateway.listRows(TARGET, SIGNAL)]);
  expect(second).toBe(first);
  expect(services.calls.length).toBe(7);
  await gateway.waitingWork(TARGET, SIGNAL);
  expect(services.calls.length).toBe(8);
  await gateway.findByReference(TARGET, ['x'], SIGNAL);
  expect(services.calls.length).toBe(15);
  clock.advance(5000);
  await gateway.listRows(TARGET, SIGNAL);
  expect(services.calls.length).toBe(22);
});

test('a sweep that one of two gives up goes on for the other', async () => {
  const one = new AbortController();
  const gone = rejection(gateway.listRows(TARGET, one.signal));
  const other = gateway.listRows(TARGET, SIGNAL);
  one.abort(new Error('not wanted any more'));
  expect(await gone).toMatchObject({ message: 'not wanted any more' });
  await expect(other).resolves.toMatchObject({ rows: [] });
});

test('lists that fail, are empty though there were rows, or are none', async () => {
  marie.register();
  await submit();
  await clock.advanceAsync(10_000);
  const { rows } = await gateway.listRows(TARGET, SIGNAL);
  expect(rows.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
  const again = async (): Promise<unknown> => {
    clock.advance(5000);
    return await rejection(gateway.listRows(TARGET, SIGNAL));
  };
  marie.site.switches.dbDown = true;
  expect(await again()).toMatchObject({ reason: 'DatabaseError' });
  await expect(submit()).resolves.toMatchObject({ jobId: expect.any(String) });
  expect(await rejection(gateway.submit(TARGET, { queue: 'brand-new', metadata: METADATA }, SIGNAL))).toMatchObject({
    reason: 'ServerError',
  });
  marie.site.switches.dbDown = false;
  marie.site.rows.clear();
  expect(await again()).toMatchObject({ reason: 'NothingListed' });
  marie.site.switches.garbage = true;
  expect(await again()).toMatchObject({ reason: 'NotAGateway' });
  expect(await rejection(submit())).toMatchObject({ reason: 'NotAGateway' });
});

test.each([
  ['Unreachable', new ApiError({ reason: 'ServiceUnavailable', message: 'no ready pod' })],
  ['Unreachable', new ApiError({ reason: 'NotFound', message: 'no such Service' })],
  ['Unreachable', new ApiError({ reason: 'Unreachable', message: 'refused', networkCode: 'ECONNREFUSED' })],
  ['NoAnswer', new ApiError({ reason: 'Unreachable', message: 'reset', networkCode: 'ECONNRESET' })],
  ['NoAnswer', new ApiError({ reason: 'RequestTimeout', message: 'no answer in time' })],
  ['NoAnswer', new TypeError('something else')],
] as const)('%s: whether something was sent', async (reason, error) => {
  const broken = createMarieGateway({
    services: { call: async () => Promise.reject(error), open: async () => Promise.reject(error) },
    readSecret: async () => Promise.resolve(Buffer.from(MARIE_KEY)),
    clock,
  });
  expect(await rejection(broken.submit(TARGET, { queue: 'extract', metadata: METADATA }, SIGNAL))).toMatchObject({ reason });
});

test('work by executor: what waits, what is at work, and its slots', async () => {
  const withdraw = marie.register();
  await submit();
  await clock.advanceAsync(1700);
  expect(await gateway.waitingWork(TARGET, SIGNAL)).toEqual({
    waiting: {},
    active: { extract_executor: 1 },
    slots: { extract_executor: { capacity: 1, used: 1, available: 0 } },
  });
  expect(await gateway.executors(TARGET, SIGNAL)).toEqual(['extract_executor']);
  withdraw();
  expect(await gateway.executors(TARGET, SIGNAL)).toEqual([]);
  await clock.advanceAsync(5000);
  expect((await gateway.waitingWork(TARGET, SIGNAL)).waiting).toEqual({ extract_executor: 1 });
});

test('of finished rows only those are kept that somebody asks for; live ones always, and documents never', async () => {
  const withdraw = marie.register();
  const ids: string[] = [];
  for (const reference of ['team-a-a0', 'team-b-a0']) {
    const metadata = { ...METADATA, ref_id: reference, data: 'a document', nested: { x: 1 } };
    ids.push((await gateway.submit(TARGET, { queue: 'extract', metadata }, SIGNAL)).jobId);
  }
  await clock.advanceAsync(20_000);
  const none = { references: [], jobIds: [] };
  const look = async (wanted: Parameters<MarieGateway['listRows']>[2]): Promise<unknown> => {
    clock.advance(5_000);
    const { listed, rows } = await gateway.listRows(TARGET, SIGNAL, wanted);
    return [listed, [...new Set(rows.map(({ metadata }) => metadata['ref_id']))]];
  };
  expect(await look(none)).toEqual([6, []]);
  expect(await look({ ...none, references: ['team-b-a0'] })).toEqual([6, ['team-b-a0']]);
  expect(await look({ ...none, jobIds: ids.slice(0, 1) })).toEqual([6, ['team-a-a0', 'team-b-a0']]);
  // Who follows a job asks every few seconds.
  clock.advance(600_000);
  expect(await look(none)).toEqual([6, []]);
  withdraw();
  await submit();
  const { rows } = await gateway.findByReference(TARGET, ['team-a-a0', 'team-b-a0'], SIGNAL);
  expect(rows.some(({ metadata }) => 'data' in metadata || 'nested' in metadata)).toBe(false);
  expect(((await look(none)) as readonly unknown[])[1]).toEqual(['team-a-a0']);
});
