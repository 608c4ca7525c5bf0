import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatewayRow, GatewayTarget, MarieGateway } from '../../src/reconcile/marie/gateway.ts';
import { rejection } from './rejection.ts';

/** A gateway that the contract is held against. */
export interface GatewayUnderTest {
  readonly gateway: MarieGateway;
  /** With a key that it takes. */
  readonly target: GatewayTarget;
  /** With one that it does not take. */
  readonly stranger: GatewayTarget;
  close(): Promise<void>;
}

const NO_LIMIT = new AbortController().signal;

/** Longest time in which the rows of a job that was taken must show. */
const PATIENCE_MS = 20_000;

/** What every Marie gateway does, the real one too: none of it needs an executor. */
export function marieGatewayContract(name: string, start: () => Promise<GatewayUnderTest>): void {
  describe(name, () => {
    let under: GatewayUnderTest;
    const reference = `contract-${Date.now().toString(36)}-a0`;
    const metadata = {
      project_id: 'contract',
      ref_type: 'ocr',
      ref_id: reference,
      policy: 'allow_all',
      planner: 'extract',
      type: 'pipeline',
      uri: 's3://bucket/documents/a.pdf',
      k8s_uid: '0f1e2d3c',
      k8s_attempt: 0,
    };

    beforeAll(async () => {
      under = await start();
    });
    afterAll(async () => {
      await under.close();
    });

    test('a job is taken and its rows are found by their reference, without the key that it came with', async () => {
      const { gateway, target } = under;
      const { jobId } = await gateway.submit(target, { queue: 'extract', metadata }, NO_LIMIT);
      let rows: readonly GatewayRow[] = [];
      await expect
        .poll(async () => ({ rows } = await gateway.findByReference(target, [reference], NO_LIMIT)).rows.length, { timeout: PATIENCE_MS })
        .toBe(3);
      expect(rows.map(({ dagId }) => dagId)).toEqual([jobId, jobId, jobId]);
      expect(rows.map(({ jobLevel }) => jobLevel).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
      expect(rows.every((row) => row.metadata['k8s_uid'] === '0f1e2d3c')).toBe(true);
      expect(JSON.stringify(rows)).not.toMatch(/ma[su]_/);
      await gateway.stop(target, jobId, NO_LIMIT);
      expect((await gateway.findByReference(target, ['another-reference'], NO_LIMIT)).rows).toEqual([]);
    });

    test('what it refuses is a refusal, with its words, however it comes', async () => {
      const { gateway, stranger, target } = under;
      const submit = async (changed: object, queue = 'extract', as = target): Promise<unknown> =>
        await rejection(gateway.submit(as, { queue, metadata: { ...metadata, ...changed } }, NO_LIMIT));
      expect(await submit({ ref_id: '' })).toMatchObject({ reason: 'Refused', message: expect.stringContaining('Reference ID') });
      expect(await submit({}, 'a b')).toMatchObject({ reason: 'Refused', message: expect.stringContaining('Event name') });
      const reversed = { soft_sla: '2026-01-01T10:00:00+00:00', hard_sla: '2026-01-01T09:00:00+00:00' };
      expect(await submit(reversed)).toMatchObject({ reason: 'Refused', message: expect.stringContaining('Soft SLA') });
      expect(await submit({ soft_sla: '2026-01-01T10:00:00+00:00' })).toMatchObject({ reason: 'ServerError' });
      expect(await submit({}, 'extract', stranger)).toMatchObject({ reason: 'AuthFailed' });
    });

    test('what waits, and who is there to do it', async () => {
      const { gateway, target } = under;
      const work = await gateway.waitingWork(target, NO_LIMIT);
      expect(Object.keys(work).toSorted()).toEqual(['active', 'slots', 'waiting']);
      expect(Object.keys(work.waiting)).not.toContain('noop');
      expect(await gateway.executors(target, NO_LIMIT)).toEqual(expect.any(Array));
    });
  });
}
