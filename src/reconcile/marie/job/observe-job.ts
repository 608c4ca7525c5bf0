import { JOB } from '../../../kernel/builtin-types.ts';
import type { KubeObject, Primary } from '../../../kernel/kube-object.ts';
import { lastingWords } from '../../../kernel/lasting-words.ts';
import { marieCluster } from '../../../kinds/marie/marie-cluster.ts';
import type { MarieJobSpec } from '../../../kinds/marie/job-spec.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { World } from '../../engine/contract.ts';
import { GatewayError, type GatewayFailure, type GatewayRow, type GatewayTarget, type MarieGateway } from '../gateway.ts';
import type { FreshAttempts } from './fresh-attempts.ts';
import { jobCluster, type JobCluster } from './job-cluster.ts';
import { jobInput, type JobInput } from './job-input.ts';
import { duplicatesOf, type DuplicateSubmission } from './duplicate-submission.ts';
import { isEnded } from './job-phase.ts';
import { storedJobStatus } from './stored-job-status.ts';
import { referencesOf } from './submission-reference.ts';
import { submitterName } from '../../../templates/marie/job-submitter.ts';

export type MarieJobPrimary = Primary<MarieJobSpec, MarieJobStatus>;

/** What the gateway lists of a job. */
export type JobListing =
  /** Nobody asked: nothing was submitted, or surely not yet sent. */
  | { readonly state: 'unasked' }
  | { readonly state: 'failed'; readonly reason: GatewayFailure; readonly message: string }
  | {
      readonly state: 'answered';
      /** The job's own rows, by distance from the start. */
      readonly rows: readonly GatewayRow[];
      /** Other submissions of the same attempt. */
      readonly duplicates: readonly DuplicateSubmission[];
      /** No row of any job in any state. */
      readonly isEmpty: boolean;
      /** Unix milliseconds. */
      readonly startedAt: number;
    };

/** What the planner of a MarieJob goes by. */
export interface MarieJobObserved {
  /** Of this program, which a submitting Job runs. */
  readonly image: string;
  readonly cluster: JobCluster;
  readonly input: JobInput;
  readonly listing: JobListing;
  /** The present attempt was recorded by this process and not yet sent: it may be sent without looking. */
  readonly isFresh: boolean;
  /** The submitting Job. */
  readonly submitter?: KubeObject;
  /** The job's own cluster. */
  readonly ownCluster?: KubeObject;
}

/** Whose rows are this job's: by a reference of the present attempt, or by the id that the gateway gave. */
function isOwnRow(row: GatewayRow, references: readonly string[], stored: MarieJobStatus, uid: string): boolean {
  const { k8s_uid: rowUid, ref_id: reference } = row.metadata;
  if (stored.jobId !== undefined && row.dagId === stored.jobId) return true;
  return typeof reference === 'string' && references.includes(reference) && (rowUid === undefined || rowUid === uid);
}

/** Of two submissions that both turned up, the one whose id is known, else the first. */
function oneJob(rows: readonly GatewayRow[], jobId: string | undefined): readonly GatewayRow[] {
  const dagIds = [...new Set(rows.map(({ dagId }) => dagId))].toSorted();
  const chosen = jobId !== undefined && dagIds.includes(jobId) ? jobId : dagIds[0];
  return rows.filter(({ dagId }) => dagId === chosen).toSorted((a, b) => b.jobLevel - a.jobLevel || (a.id < b.id ? -1 : 1));
}

async function listingOf(
  gateway: MarieGateway,
  target: GatewayTarget,
  stored: MarieJobStatus,
  uid: string,
  signal: AbortSignal,
): Promise<JobListing> {
  try {
    const references = stored.submissionRef === undefined ? [] : referencesOf(stored.submissionRef);
    const wanted = { references, jobIds: stored.jobId === undefined ? [] : [stored.jobId] };
    const { listed, rows, startedAt } = await gateway.listRows(target, signal, wanted);
    const own = rows.filter((row) => isOwnRow(row, references, stored, uid));
    const followed = oneJob(own, stored.jobId);
    const duplicates = duplicatesOf(own, followed[0]?.dagId);
    return { state: 'answered', rows: followed, duplicates, isEmpty: listed === 0, startedAt };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { state: 'failed', reason: error.reason, message: lastingWords(error.message) };
  }
}

/** Gathers what is known of a job: its cluster, its document, and what the gateway lists of it once it may have been submitted. */
export async function observeJob(
  gateway: MarieGateway,
  fresh: FreshAttempts,
  primary: MarieJobPrimary,
  world: World,
): Promise<Omit<MarieJobObserved, 'image'>> {
  const { metadata, spec } = primary;
  const { name, namespace = 'default', uid } = metadata;
  const stored = storedJobStatus(primary);
  const isOver = isEnded(stored.phase) || metadata.deletionTimestamp !== undefined;
  const [cluster, input] = await Promise.all([
    jobCluster(spec, stored, { namespace, name, uid }, world),
    isOver ? ({ state: 'plain' } as const) : jobInput(spec, namespace, world),
  ]);
  const isFresh = spec.submissionMode === 'HTTPSubmission' && fresh.has(uid, stored);
  const mayBeListed = stored.submissionRef !== undefined && !isFresh && !isOver;
  const listing: JobListing =
    cluster.state === 'found' && mayBeListed ? await listingOf(gateway, cluster.target, stored, uid, world.signal) : { state: 'unasked' };
  const submitter = world.child(JOB, submitterName(name));
  const ownCluster = world.child(marieCluster, name);
  return {
    cluster,
    input,
    listing,
    isFresh,
    ...(submitter === undefined ? {} : { submitter }),
    ...(ownCluster === undefined ? {} : { ownCluster }),
  };
}
