import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import type { WaitingWork } from '../gateway.ts';
import { slotsPerPod, type ScaledGroup } from './scaled-group.ts';
import type { WaitingJob } from './waiting-job.ts';

/** What the gateway says about the work before it. */
export type WorkFinding =
  | { readonly state: 'known'; readonly work: WaitingWork }
  /** It does not answer, or cannot tell: nothing follows from that, least of all that there is no work. */
  | { readonly state: 'unknown'; readonly why: string };

/** What a group is asked for. */
export interface GroupDemand {
  /** Pods that would do everything at once. */
  readonly pods: number;
  /** Tasks that may be running in the group's pods now; undefined where that is not known. */
  readonly running: number | undefined;
}

/** Different words for one kind of work: OCR is done by Marie's extract executors. */
const SAME_WORK: Readonly<Record<string, string>> = {
  ocr: 'extract',
  extractor: 'extract',
  classifier: 'classify',
  transformer: 'transform',
};

function workOf(word: string): string {
  const lower = word.toLowerCase();
  return SAME_WORK[lower] ?? lower;
}

/** The group that does a job; undefined where nothing tells. The gateway's rows tell it later. */
function groupOfJob({ executor, jobType }: WaitingJob, groups: readonly ScaledGroup[]): ScaledGroup | undefined {
  const scaled = groups.filter(({ isAutoscaled }) => isAutoscaled);
  if (executor !== undefined) {
    const named = groups.filter(({ executors }) => executors?.includes(executor));
    if (named.length > 0) return named.find(({ isAutoscaled }) => isAutoscaled);
  }
  const work = workOf(jobType);
  const typed = groups.filter(({ group, executors }) => {
    const isTyped = group.executorType !== undefined && workOf(group.executorType) === work;
    return isTyped || executors?.includes(`${work}_executor`) === true;
  });
  // Of OCR and extraction groups side by side, the one that bears the job's very word.
  const exact = typed.filter(({ group }) => group.executorType?.toLowerCase() === jobType);
  const [first] = exact.length > 0 ? exact : typed;
  if (first !== undefined) return first;
  return scaled.length === 1 ? scaled[0] : undefined;
}

/** Whose work it is, by executor: what no group names belongs to the one autoscaled group without names, if there is just one. */
function namesOf(
  one: ScaledGroup,
  groups: readonly ScaledGroup[],
  all: readonly string[],
): { mine: readonly string[]; maybe: readonly string[] } {
  const claimed = new Set(groups.flatMap(({ executors }) => executors ?? []));
  const unclaimed = all.filter((name) => !claimed.has(name));
  if (one.executors === undefined) {
    const nameless = groups.filter(({ executors, isAutoscaled }) => isAutoscaled && executors === undefined);
    return { mine: nameless.length === 1 ? unclaimed : [], maybe: unclaimed };
  }
  const { executors } = one;
  const rivals = groups.slice(0, groups.indexOf(one)).filter(({ isAutoscaled }) => isAutoscaled);
  const mine = executors.filter((name) => !rivals.some((rival) => rival.executors?.includes(name)));
  return { mine, maybe: executors };
}

/** Tasks of an executor that run. A node that a restart has orphaned is listed as active for ever, but holds no slot. */
function runningOf({ active, slots }: WaitingWork, executor: string): number {
  return slots[executor]?.used ?? active[executor] ?? 0;
}

/** What each autoscaled group is asked for: by the rows of the gateway, and by the MarieJobs whose rows may not be there yet. */
export function groupDemands(
  spec: MarieClusterSpec,
  groups: readonly ScaledGroup[],
  finding: WorkFinding | undefined,
  jobs: readonly WaitingJob[],
): ReadonlyMap<string, GroupDemand> {
  const owners = jobs.map((job) => groupOfJob(job, groups));
  const demands = new Map<string, GroupDemand>();
  for (const one of groups.filter(({ isAutoscaled }) => isAutoscaled)) {
    const slots = slotsPerPod(spec, one.executors?.[0]);
    const byJobs = Math.ceil(owners.filter((owner) => owner === one).length / slots);
    if (finding?.state !== 'known') {
      demands.set(one.group.groupName, { pods: byJobs, running: undefined });
      continue;
    }
    const { work } = finding;
    const all = [...new Set([...Object.keys(work.waiting), ...Object.keys(work.active), ...Object.keys(work.slots)])];
    const { maybe, mine } = namesOf(one, groups, all);
    const byRows = mine.reduce((sum, name) => sum + ((work.waiting[name] ?? 0) + runningOf(work, name)) / slotsPerPod(spec, name), 0);
    const running = maybe.reduce((sum, name) => sum + runningOf(work, name), 0);
    demands.set(one.group.groupName, { pods: Math.max(byJobs, Math.ceil(byRows - 1e-9)), running });
  }
  return demands;
}
