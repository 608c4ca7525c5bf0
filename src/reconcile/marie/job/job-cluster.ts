import { isJsonObject } from '../../../kernel/json.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import { marieCluster } from '../../../kinds/marie/marie-cluster.ts';
import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import type { MarieJobSpec } from '../../../kinds/marie/job-spec.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { World } from '../../engine/contract.ts';
import type { GatewayTarget } from '../gateway.ts';

/** A selector with this label names a cluster. */
const CLUSTER_LABEL = 'marie.ai/cluster';
/** On a MarieCluster: where its gateway is asked instead of at its Service, `http(s)://host:port`. */
export const GATEWAY_URL_ANNOTATION = 'marie.ai/gateway-url';
/** On a MarieCluster: the Secret with the API key, for clusters whose definition has no `spec.auth`. */
export const API_KEY_SECRET_ANNOTATION = 'marie.ai/api-key-secret';

/** HTTP port of the server's Service. */
const GATEWAY_PORT = 8080;
const DEFAULT_BUCKET = 'marie';

/** The cluster of a job, as far as it can be seen. */
export type JobCluster =
  | { readonly state: 'absent'; readonly message: string; readonly name?: string }
  /** There are several that it could be. */
  | { readonly state: 'ambiguous'; readonly message: string }
  | { readonly state: 'unknown'; readonly why: string; readonly name?: string }
  | {
      readonly state: 'found';
      readonly name: string;
      readonly uid: string;
      /** Why nothing can be submitted yet; absent where it can. */
      readonly notReady?: string;
      readonly isSuspended: boolean;
      readonly target: GatewayTarget;
      /** Why there is no API key; absent where there is. */
      readonly noKey?: string;
      /** Where Marie stores results. */
      readonly bucket: string;
    };

type Found = { readonly object: KubeObject } | Exclude<JobCluster, { readonly state: 'found' }>;

type Job = { readonly namespace: string; readonly name: string; readonly uid: string };

function isServing(cluster: KubeObject): boolean {
  const status = isJsonObject(cluster['status']) ? cluster['status'] : {};
  return status['serverReady'] === true;
}

function fits({ metadata }: KubeObject, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value);
}

/** The name that a spec says outright. */
export function namedCluster(spec: MarieJobSpec, job: Pick<ObjectKey, 'name'>): string | undefined {
  if (spec.clusterSpec !== undefined) return job.name;
  return spec.clusterRef ?? spec.clusterSelector?.[CLUSTER_LABEL];
}

function chosen(spec: MarieJobSpec, job: Job, world: World): Found {
  const all = world.list(marieCluster, job.namespace)?.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (all === undefined) return { state: 'unknown', why: `the MarieClusters of namespace ${job.namespace} cannot all be seen` };
  const { clusterSelector } = spec;
  // Without a label it would fit every cluster, and any of them would be taken.
  if (clusterSelector === undefined || Object.keys(clusterSelector).length === 0) {
    const [only, second] = all;
    if (only === undefined) return { state: 'absent', message: `namespace ${job.namespace} has no MarieCluster` };
    if (second === undefined) return { object: only };
    const names = all.map(({ metadata }) => metadata.name).join(', ');
    return {
      state: 'ambiguous',
      message: `the spec names no cluster and namespace ${job.namespace} has several (${names}): set spec.clusterRef`,
    };
  }
  const fitting = all.filter((cluster) => fits(cluster, clusterSelector));
  const object = fitting.find(isServing) ?? fitting[0];
  if (object !== undefined) return { object };
  const labels = Object.entries(clusterSelector).map(([key, value]) => `${key}=${value}`);
  return { state: 'absent', message: `no MarieCluster in namespace ${job.namespace} has the labels ${labels.join(',')}` };
}

async function byName(name: string, job: Job, isOwn: boolean, world: World): Promise<Found> {
  const found = await world.read({ type: marieCluster, namespace: job.namespace, name });
  if (found.state === 'unknown') return { ...found, name };
  if (found.state === 'absent') return { state: 'absent', name, message: `MarieCluster/${job.namespace}/${name} does not exist` };
  if (isOwn && controllerOf(found.object)?.uid !== job.uid) {
    return {
      state: 'ambiguous',
      message: `MarieCluster/${job.namespace}/${name} is not of this job: the job's own cluster has the job's name, so name the job otherwise`,
    };
  }
  return found;
}

function bucketOf(spec: MarieClusterSpec | undefined): string {
  const pod = isJsonObject(spec?.serverSpec.template['spec']) ? spec.serverSpec.template['spec'] : {};
  const containers = Array.isArray(pod['containers']) ? pod['containers'].filter(isJsonObject) : [];
  const server = containers.find(({ name }) => name === 'marie') ?? containers[0];
  const env = Array.isArray(server?.['env']) ? server['env'].filter(isJsonObject) : [];
  const value = env.find(({ name }) => name === 'MARIE_S3_BUCKET')?.['value'];
  return typeof value === 'string' && value !== '' ? value : DEFAULT_BUCKET;
}

/** Where the API key of a job stands: what the job says, else its cluster, else the Secret `<cluster>-api-key`. */
async function keyOf(
  spec: MarieJobSpec,
  cluster: KubeObject,
  clusterSpec: MarieClusterSpec | undefined,
  world: World,
): Promise<{ readonly apiKey: NonNullable<GatewayTarget['apiKey']>; readonly noKey?: string }> {
  const { name, namespace = 'default', annotations } = cluster.metadata;
  const fallback = { name: annotations?.[API_KEY_SECRET_ANNOTATION] ?? `${name}-api-key`, key: 'api_key' };
  const ref = spec.auth?.secretRef ?? clusterSpec?.auth?.secretRef ?? fallback;
  const apiKey = { namespace, secret: ref.name, key: ref.key };
  const found = await world.secret({ namespace, name: ref.name });
  if (found.state === 'unknown') return { apiKey, noKey: found.why };
  if (found.state === 'absent') return { apiKey, noKey: `Secret/${namespace}/${ref.name} with the API key of the gateway does not exist` };
  const checksum = found.object.checksums[ref.key];
  if (checksum === undefined) return { apiKey, noKey: `Secret/${namespace}/${ref.name} has no key ${ref.key}` };
  return { apiKey: { ...apiKey, checksum } };
}

function whyNotReady(cluster: KubeObject): string | undefined {
  const { name, namespace = 'default', deletionTimestamp } = cluster.metadata;
  if (deletionTimestamp !== undefined) return `MarieCluster/${namespace}/${name} is being deleted`;
  return isServing(cluster) ? undefined : `no server pod of MarieCluster/${namespace}/${name} is ready`;
}

/** Looks at the cluster of a job: the one that it is bound to, else the one that its spec leads to. */
export async function jobCluster(spec: MarieJobSpec, stored: MarieJobStatus, job: Job, world: World): Promise<JobCluster> {
  const bound = stored.submissionRef === undefined ? undefined : stored.clusterName;
  const name = bound ?? namedCluster(spec, job);
  const found = name === undefined ? chosen(spec, job, world) : await byName(name, job, spec.clusterSpec !== undefined, world);
  if (!('object' in found)) return found;
  const { object } = found;
  const { metadata } = object;
  if (bound !== undefined && stored.clusterUid !== undefined && metadata.uid !== stored.clusterUid) {
    return { state: 'absent', name: bound, message: `MarieCluster/${job.namespace}/${bound} is another one than the job was submitted to` };
  }
  const parsed = marieCluster.spec.safeParse(object['spec'] ?? {});
  const clusterSpec = parsed.success ? parsed.data : undefined;
  const { apiKey, noKey } = await keyOf(spec, object, clusterSpec, world);
  const endpoint = metadata.annotations?.[GATEWAY_URL_ANNOTATION];
  const notReady = whyNotReady(object);
  return {
    state: 'found',
    name: metadata.name,
    uid: metadata.uid,
    ...(notReady === undefined ? {} : { notReady }),
    isSuspended: clusterSpec?.suspend === true,
    target: {
      cluster: { namespace: job.namespace, name: metadata.name },
      port: GATEWAY_PORT,
      apiKey,
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    ...(noKey === undefined ? {} : { noKey }),
    bucket: bucketOf(clusterSpec),
  };
}
