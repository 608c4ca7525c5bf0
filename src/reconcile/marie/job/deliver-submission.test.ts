import { expect, test } from 'vitest';
import { marieGatewayModel, type MarieGatewayModel } from '../../../../test/support/marie-gateway-model.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { deliverSubmission, type Delivered } from './deliver-submission.ts';

const REFERENCE = 'apps-scan-1-a0';

/** A clock that goes on by itself as soon as somebody waits for it. */
function eagerClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    monotonic: () => time,
    after: (ms, callback) => {
      // The time-out of a submission is cancelled before it comes.
      const id = setImmediate(() => {
        time += ms;
        callback();
      });
      return () => clearImmediate(id);
    },
  };
}

function scene(): { readonly gateway: MarieGatewayModel; readonly lines: string[]; readonly deliver: () => Promise<Delivered> } {
  const clock = eagerClock();
  const gateway = marieGatewayModel(clock.now);
  const lines: string[] = [];
  return {
    gateway,
    lines,
    deliver: async () =>
      await deliverSubmission({
        gateway,
        target: { cluster: { namespace: 'apps', name: 'docs' }, port: 8080 },
        submission: { queue: 'extract', metadata: { ref_id: REFERENCE, k8s_uid: 'u1', k8s_attempt: 0 } },
        reference: REFERENCE,
        clock,
        signal: new AbortController().signal,
        tell: (line) => void lines.push(line),
      }),
  };
}

test('it submits, follows and ends with the verdict, not with the acceptance', async () => {
  const { deliver, gateway, lines } = scene();
  await expect(deliver()).resolves.toEqual({ jobId: 'job-0001', verdict: { state: 'succeeded' }, tasks: '3 completed' });
  expect(gateway.submissions).toHaveLength(1);
  expect(lines[0]).toContain('job-0001');
});

test('what is there already is followed, not submitted again', async () => {
  const { deliver, gateway } = scene();
  await deliver();
  gateway.hold('job-0001', 1, 'failed');
  await expect(deliver()).resolves.toMatchObject({ verdict: { state: 'failed', code: 'AppFailed' } });
  expect(gateway.submissions).toHaveLength(1);
});

test('an answer that does not come is looked up; a lost job is an error after its time', async () => {
  const doubtful = scene();
  doubtful.gateway.faults.answers.push({ reason: 'NoAnswer', stored: true });
  doubtful.gateway.faults.listedAfter = 50_000;
  await expect(doubtful.deliver()).resolves.toMatchObject({ verdict: { state: 'succeeded' } });
  const lost = scene();
  lost.gateway.faults.lose = 1;
  await expect(lost.deliver()).rejects.toMatchObject({ reason: 'NoAnswer', message: expect.stringContaining('it was lost') });
  expect(lost.gateway.submissions).toHaveLength(1);
});

test('what the gateway refuses is an error at once, and an outage one after 300 s', async () => {
  const refused = scene();
  refused.gateway.faults.answers.push({ reason: 'AuthFailed' });
  await expect(refused.deliver()).rejects.toMatchObject({ reason: 'AuthFailed' });
  const away = scene();
  away.gateway.faults.isDown = true;
  await expect(away.deliver()).rejects.toMatchObject({ reason: 'Unreachable' });
  expect(away.gateway.submissions).toEqual([]);
});
