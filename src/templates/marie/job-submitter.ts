import type { V1Container, V1JobSpec, V1PodSpec } from '@kubernetes/client-node';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { Manifest, ManifestMeta } from '../../kernel/kube-object.ts';
import { containerSecurity, podSecurity } from '../shared/pod-security.ts';

/** Our own program, as its image has it on the path. */
const COMMAND: readonly string[] = ['kubectl-marie', 'job', 'deliver', '--file=/submission/submission.json'];
const FOLDER = '/submission';
const DOCUMENT_FOLDER = '/document';
const USER = 65_532;

/** What a submitting Job is made from. */
export interface SubmitterValues {
  readonly job: { readonly namespace: string; readonly name: string };
  readonly cluster: string;
  /** Where the gateway is, `http(s)://host:port`. */
  readonly serverUrl: string;
  readonly reference: string;
  /** Of our own program, for a pod template that names none. */
  readonly image: string;
  readonly submission: { readonly queue: string; readonly metadata: JsonObject };
  readonly apiKey: { readonly secret: string; readonly key: string };
  /** A document in a Secret: mounted, never copied. */
  readonly input?: { readonly secret: string; readonly key: string };
  readonly activeDeadlineSeconds?: number;
  /** The user's pod template; what it says wins. */
  readonly podTemplate?: JsonObject;
}

/** Name of the submitting Job and of the ConfigMap with what it submits. */
export function submitterName(job: string): string {
  return `${job}-submitter`;
}

function metadataOf({ cluster, job }: SubmitterValues): ManifestMeta {
  return {
    name: submitterName(job.name),
    namespace: job.namespace,
    labels: {
      'marie.ai/cluster': cluster,
      'marie.ai/job': job.name,
      'app.kubernetes.io/name': 'marie-ai',
      'app.kubernetes.io/managed-by': 'marie-operator',
    },
  };
}

/** What is submitted, as a file: nothing of it ever passes a shell. The document of a Secret and the API key are not in it. */
export function submitterConfigMap(values: SubmitterValues): Manifest {
  const { input, reference, submission } = values;
  const document = input === undefined ? {} : { document: `${DOCUMENT_FOLDER}/${input.key}` };
  const file = JSON.stringify({ reference, ...document, ...submission }, undefined, 2);
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(values), data: { 'submission.json': `${file}\n` } };
}

function named(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Ours where the user's has none of that name. */
function joined(theirs: unknown, ours: readonly JsonObject[]): readonly JsonObject[] {
  const own = named(theirs);
  return [...own, ...ours.filter(({ name }) => own.every((item) => item['name'] !== name))];
}

function container(values: SubmitterValues, theirs: JsonObject): JsonObject {
  const { apiKey, image, input, reference, serverUrl } = values;
  const env = [
    { name: 'MARIE_SERVER_URL', value: serverUrl },
    { name: 'MARIE_API_KEY', valueFrom: { secretKeyRef: { name: apiKey.secret, key: apiKey.key } } },
    { name: 'MARIE_JOB_REF_ID', value: reference },
  ];
  const mounts = [
    { name: 'marie-submission', mountPath: FOLDER, readOnly: true },
    ...(input === undefined ? [] : [{ name: 'marie-document', mountPath: DOCUMENT_FOLDER, readOnly: true }]),
  ];
  const isOurs = theirs['image'] === undefined;
  const ours = {
    name: 'submitter',
    ...(isOurs ? { image, command: COMMAND } : {}),
    resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    ...(isOurs ? { securityContext: containerSecurity() } : {}),
  } satisfies Partial<V1Container> | JsonObject;
  return { ...ours, ...theirs, env: joined(theirs['env'], env), volumeMounts: joined(theirs['volumeMounts'], mounts) };
}

/**
 * The Job that submits and waits for the end. One pod, once: a second one would have to find out whether the first had submitted, and the
 * attempts are counted by the operator. Of the user's template everything is kept, its metadata too.
 */
export function jobSubmitter(values: SubmitterValues): Manifest {
  const { activeDeadlineSeconds, input, podTemplate = {} } = values;
  const metadata = metadataOf(values);
  const theirMetadata = isJsonObject(podTemplate['metadata']) ? podTemplate['metadata'] : {};
  const theirLabels = isJsonObject(theirMetadata['labels']) ? theirMetadata['labels'] : {};
  const theirs = isJsonObject(podTemplate['spec']) ? podTemplate['spec'] : {};
  const containers = named(theirs['containers']);
  const submitter = containers.find(({ name }) => name === 'submitter') ?? containers[0] ?? {};
  const volumes = [
    { name: 'marie-submission', configMap: { name: metadata.name } },
    ...(input === undefined
      ? []
      : [{ name: 'marie-document', secret: { secretName: input.secret, items: [{ key: input.key, path: input.key }] } }]),
  ];
  const pod: JsonObject = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...(submitter['image'] === undefined ? { securityContext: podSecurity(USER) } : {}),
    ...theirs,
    containers: [container(values, submitter), ...containers.filter((one) => one !== submitter)],
    volumes: joined(theirs['volumes'], volumes),
  };
  const spec: V1JobSpec = {
    backoffLimit: 0,
    ...(activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds }),
    template: {
      metadata: { ...theirMetadata, labels: { ...theirLabels, ...metadata.labels } as Record<string, string> },
      spec: pod as unknown as V1PodSpec,
    },
  };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec };
}
