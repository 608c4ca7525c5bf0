import { isJsonObject } from '../../../kernel/json.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';

/** A MarieJob of a cluster that is not finished: work that may not be listed by the gateway yet. */
export interface WaitingJob {
  readonly jobType: string;
  /** The executor that it asks for, where its options name one. */
  readonly executor?: string;
  /** It was submitted, or brings a key of its own: it goes on although the cluster has none. */
  readonly needsNoKey: boolean;
}

const ENDED: ReadonlySet<unknown> = new Set(['Succeeded', 'Failed', 'Cancelled']);

function part(object: unknown, field: string): Readonly<Record<string, unknown>> {
  const value = isJsonObject(object) ? object[field] : undefined;
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The cluster that a MarieJob runs on, as far as the job alone tells: the one that it is bound to, else the one that it names. */
export function clusterOfJob(job: KubeObject): ObjectKey | undefined {
  const { name, namespace } = job.metadata;
  const spec = part(job, 'spec');
  const bound = textOf(part(job, 'status')['clusterName']);
  const named = textOf(spec['clusterRef']) ?? textOf(part(spec, 'clusterSelector')['marie.ai/cluster']);
  const cluster = bound ?? named ?? (spec['clusterSpec'] === undefined ? undefined : name);
  return cluster === undefined || namespace === undefined ? undefined : { namespace, name: cluster };
}

function isFor(job: KubeObject, cluster: KubeObject): boolean {
  if (controllerOf(cluster)?.uid === job.metadata.uid) return true;
  const known = clusterOfJob(job);
  if (known !== undefined) return known.name === cluster.metadata.name;
  const selector = part(job, 'spec')['clusterSelector'];
  return isJsonObject(selector) && Object.entries(selector).every(([key, value]) => cluster.metadata.labels?.[key] === value);
}

/** The jobs among `all` that a cluster has before it. Suspended ones and those that are going want nothing. */
export function waitingJobs(all: readonly KubeObject[], cluster: KubeObject): readonly WaitingJob[] {
  return all
    .filter((job) => job.metadata.deletionTimestamp === undefined && isFor(job, cluster))
    .flatMap((job): WaitingJob[] => {
      const spec = part(job, 'spec');
      const status = part(job, 'status');
      if (ENDED.has(status['phase']) || spec['suspend'] === true) return [];
      const executor = textOf(part(spec, 'options')['on'])?.split('://')[0];
      return [
        {
          jobType: textOf(spec['jobType']) ?? 'pipeline',
          ...(executor === undefined ? {} : { executor }),
          needsNoKey: status['jobId'] !== undefined || spec['auth'] !== undefined,
        },
      ];
    });
}
