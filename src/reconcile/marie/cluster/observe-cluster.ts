import { DEPLOYMENT, INGRESS, POD, SERVICE } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { lastingWords } from '../../../kernel/lasting-words.ts';
import { marieJob } from '../../../kinds/marie/marie-job.ts';
import { clusterNames } from '../../../templates/marie/names.ts';
import { MARIE_SERVER } from '../../../templates/marie/server-facts.ts';
import type { World } from '../../engine/contract.ts';
import { GatewayError, type MarieGateway } from '../gateway.ts';
import { GATEWAY_URL_ANNOTATION } from '../job/job-cluster.ts';
import { clusterKey, type MarieClusterPrimary } from './cluster-key.ts';
import type { WorkFinding } from './group-demand.ts';
import { apiKeyPlace, keyFinding, type KeyFinding } from './key-finding.ts';
import { scaledGroups } from './scaled-group.ts';
import { waitingJobs, type WaitingJob } from './waiting-job.ts';

/** What the planner of a MarieCluster goes by. */
export interface MarieClusterObserved {
  /** Our live objects, of each type by name. */
  readonly deployments: readonly KubeObject[];
  readonly services: readonly KubeObject[];
  readonly ingresses: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly key: KeyFinding;
  /** MarieJobs that are not finished; undefined where not all can be seen. */
  readonly jobs: readonly WaitingJob[] | undefined;
  /** What the gateway says; undefined where no group's size depends on it. */
  readonly work: WorkFinding | undefined;
}

function isServing(deployments: readonly KubeObject[], name: string): boolean {
  const server = deployments.find(({ metadata }) => metadata.name === clusterNames.serverDeployment(name));
  const status = server?.['status'] as { readonly readyReplicas?: number } | undefined;
  return (status?.readyReplicas ?? 0) > 0;
}

/** Asks the gateway what waits for executors. No answer is a finding; only the end of the pass is thrown. */
async function observeWork(
  primary: MarieClusterPrimary,
  deployments: readonly KubeObject[],
  world: World,
  gateway: Pick<MarieGateway, 'waitingWork'>,
): Promise<WorkFinding | undefined> {
  const { metadata, spec } = primary;
  if (metadata.deletionTimestamp !== undefined || !scaledGroups(spec).some(({ isAutoscaled }) => isAutoscaled)) return undefined;
  const cluster = clusterKey(primary);
  if (!isServing(deployments, cluster.name)) return { state: 'unknown', why: 'no server pod is ready' };
  const endpoint = metadata.annotations?.[GATEWAY_URL_ANNOTATION];
  const target = { cluster, port: MARIE_SERVER.httpPort, ...(endpoint === undefined ? {} : { endpoint }) };
  try {
    return { state: 'known', work: await gateway.waitingWork(target, world.signal) };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { state: 'unknown', why: lastingWords(error.message) };
  }
}

/** Gathers a cluster's live objects and pods, its jobs, and what its gateway says. */
export async function observeCluster(
  primary: MarieClusterPrimary,
  world: World,
  gateway: Pick<MarieGateway, 'waitingWork'>,
): Promise<MarieClusterObserved> {
  const { namespace } = clusterKey(primary);
  const place = apiKeyPlace(primary.spec, primary);
  const deployments = world.children(DEPLOYMENT);
  const [secret, work] = await Promise.all([
    world.secret({ namespace, name: place.secret }),
    observeWork(primary, deployments, world, gateway),
  ]);
  const jobs = world.list(marieJob, namespace);
  return {
    deployments,
    services: world.children(SERVICE),
    ingresses: world.children(INGRESS),
    pods: world.derived(POD),
    key: keyFinding(place, secret),
    jobs: jobs === undefined ? undefined : waitingJobs(jobs, primary),
    work,
  };
}
