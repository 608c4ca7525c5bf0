import { pause, type Clock } from '../../../kernel/clock.ts';
import { GatewayError, type GatewayRow, type GatewaySubmission, type GatewayTarget, type MarieGateway } from '../gateway.ts';
import { LOST_MS, UNREADABLE_MS } from './follow-job.ts';
import { jobVerdict, taskCounts, type JobVerdict } from './job-verdict.ts';

const POLL_MS = 5_000;
/** Of one submission. */
const SUBMIT_MS = 30_000;

/** What is delivered, and how. */
export interface Delivery {
  readonly gateway: Pick<MarieGateway, 'submit' | 'findByReference'>;
  readonly target: GatewayTarget;
  readonly submission: GatewaySubmission;
  /** The `ref_id` of the submission. */
  readonly reference: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once for each thing that is new. */
  readonly tell: (line: string) => void;
}

/** How a delivery ended. */
export interface Delivered {
  readonly jobId: string;
  readonly verdict: JobVerdict;
  readonly tasks: string;
}

/** What may be over by the next look. */
const PASSING: ReadonlySet<string> = new Set(['Unreachable', 'NoAnswer', 'ServerError', 'DatabaseError', 'NothingListed']);

/** Looks until the gateway answers, for at most as long as a job may be out of sight. */
async function look({ clock, gateway, reference, signal, target, tell }: Delivery): Promise<readonly GatewayRow[]> {
  const began = clock.monotonic();
  for (;;) {
    try {
      const { rows } = await gateway.findByReference(target, [reference], signal);
      const [first] = rows;
      return rows.filter(({ dagId }) => dagId === first?.dagId);
    } catch (error) {
      const isPassing = error instanceof GatewayError && PASSING.has(error.reason);
      if (!isPassing || clock.monotonic() - began >= UNREADABLE_MS) throw error;
      tell(`the gateway cannot be asked: ${error.message}`);
    }
    await pause(clock, POLL_MS, signal);
  }
}

/** An answer that does not come leaves it to the lists whether the job was taken. */
async function submitOnce({ clock, gateway, signal, submission, target, tell }: Delivery): Promise<void> {
  const late = new AbortController();
  const cancel = clock.after(SUBMIT_MS, () => late.abort(new GatewayError('NoAnswer', `no answer within ${String(SUBMIT_MS)} ms`)));
  try {
    const { jobId } = await gateway.submit(target, submission, AbortSignal.any([signal, late.signal]));
    tell(`submitted: the gateway calls it ${jobId}`);
  } catch (error) {
    const isDoubtful = error instanceof GatewayError && (error.reason === 'NoAnswer' || error.reason === 'ServerError');
    if (!isDoubtful) throw error;
    tell(`whether the gateway took it is being found out: ${error.message}`);
  } finally {
    cancel();
  }
}

/**
 * Submits a job unless the gateway has it already, and follows it to its end. Sent at most once. Throws a GatewayError: `AuthFailed`, `Refused`, …
 * as the gateway says; `NoAnswer` where it never lists the job; the reason of the last look where it cannot be asked for 300 s.
 */
export async function deliverSubmission(delivery: Delivery): Promise<Delivered> {
  const { clock, reference, signal, tell } = delivery;
  let rows = await look(delivery);
  if (rows.length > 0) tell(`the gateway has ${reference} already`);
  else await submitOnce(delivery);
  let missingSince: number | undefined;
  let told = '';
  for (;;) {
    rows = await look(delivery);
    const [first] = rows;
    const tasks = taskCounts(rows);
    if (first === undefined) {
      missingSince ??= clock.monotonic();
      if (clock.monotonic() - missingSince >= LOST_MS) {
        throw new GatewayError(
          'NoAnswer',
          `the gateway does not list ${reference} ${String(LOST_MS / 1_000)} s after it was submitted: it was lost`,
        );
      }
    } else {
      missingSince = undefined;
      const verdict = jobVerdict(rows, tasks === told);
      if (tasks !== told) tell(tasks);
      told = tasks;
      if (verdict.state !== 'queued' && verdict.state !== 'running') return { jobId: first.dagId, verdict, tasks };
    }
    await pause(clock, POLL_MS, signal);
  }
}
