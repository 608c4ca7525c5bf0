import type { JsonObject } from '../../../kernel/json.ts';
import { change, changeEach, fill, put } from '../values/change.ts';
import { objectIn, textIn } from '../../values/read-values.ts';

/** `latest` and no tag at all are pulled always; a digest names one image for ever. */
export function pullPolicyOf(image: string): string {
  if (image.includes('@')) return 'IfNotPresent';
  const tag = /:([^/:]*)$/.exec(image)?.[1] ?? 'latest';
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}

const HTTP_GET = { path: '/', scheme: 'HTTP' };
const PROBE = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };

function withHttpGet(handler: JsonObject): JsonObject {
  return change(handler, 'httpGet', (get) => fill(get, HTTP_GET));
}

function withProbe(probe: JsonObject): JsonObject {
  const filled = fill(withHttpGet(probe), PROBE);
  return change(filled, 'grpc', (grpc) => fill(grpc, { service: '' }));
}

function withFieldRef(source: JsonObject): JsonObject {
  return change(source, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' }));
}

function withContainer(container: JsonObject): JsonObject {
  let result = fill(container, {
    imagePullPolicy: pullPolicyOf(textIn(container['image'])),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  });
  result = changeEach(result, 'ports', (port) => fill(port, { protocol: 'TCP' }));
  result = changeEach(result, 'env', (variable) => change(variable, 'valueFrom', withFieldRef));
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) result = change(result, probe, withProbe);
  return change(result, 'lifecycle', (hooks) => change(change(hooks, 'postStart', withHttpGet), 'preStop', withHttpGet));
}

const MODE = { defaultMode: 420 };

function withItems(source: JsonObject): JsonObject {
  return changeEach(source, 'items', withFieldRef);
}

function withProjection(source: JsonObject): JsonObject {
  const token = change(source, 'serviceAccountToken', (projection) => fill(projection, { expirationSeconds: 3600 }));
  return change(token, 'downwardAPI', withItems);
}

function withVolume(volume: JsonObject): JsonObject {
  let result = Object.keys(volume).every((key) => key === 'name') ? { ...volume, emptyDir: {} } : volume;
  for (const kind of ['secret', 'configMap']) result = change(result, kind, (source) => fill(source, MODE));
  result = change(result, 'downwardAPI', (source) => fill(withItems(source), MODE));
  result = change(result, 'projected', (source) => fill(changeEach(source, 'sources', withProjection), MODE));
  result = change(result, 'hostPath', (source) => fill(source, { type: '' }));
  result = change(result, 'image', (source) => fill(source, { pullPolicy: pullPolicyOf(textIn(source['reference'])) }));
  return change(result, 'ephemeral', (source) =>
    change(source, 'volumeClaimTemplate', (template) => change(template, 'spec', (spec) => fill(spec, { volumeMode: 'Filesystem' }))),
  );
}

const POD_SPEC = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

/** The defaults that every pod spec gets, alone or in a template (Kubernetes `core/v1`, defaulting). */
export function withPodSpecDefaults(spec: JsonObject): JsonObject {
  let result = fill(spec, POD_SPEC);
  result = changeEach(result, 'volumes', withVolume);
  result = changeEach(result, 'initContainers', withContainer);
  result = changeEach(result, 'ephemeralContainers', withContainer);
  return sameAccounts(changeEach(result, 'containers', withContainer));
}

/** Less than no time is the shortest there is. */
function withGrace(spec: JsonObject): JsonObject {
  const seconds = spec['terminationGracePeriodSeconds'];
  return typeof seconds === 'number' && seconds < 0 ? put(spec, 'terminationGracePeriodSeconds', 1) : spec;
}

/** The old name of the service account follows the new one. */
function sameAccounts(spec: JsonObject): JsonObject {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount'];
  return name === undefined ? spec : put(put(spec, 'serviceAccountName', name), 'serviceAccount', name);
}

function limitsAsRequests(container: JsonObject): JsonObject {
  return change(container, 'resources', (resources) => {
    const limits = objectIn(resources['limits']);
    if (Object.keys(limits).length === 0) return resources;
    return put(resources, 'requests', fill(objectIn(resources['requests']), limits));
  });
}

function withHostPorts(container: JsonObject): JsonObject {
  return changeEach(container, 'ports', (port) => fill(port, { hostPort: port['containerPort'] }));
}

/** What a pod gets on top: limits count as requests, ports of pods on the host's network are the host's. */
export function withPodDefaults(spec: JsonObject): JsonObject {
  let result = withGrace(fill(withPodSpecDefaults(spec), { enableServiceLinks: true }));
  for (const list of ['initContainers', 'containers']) {
    result = changeEach(result, list, limitsAsRequests);
    if (spec['hostNetwork'] === true) result = changeEach(result, list, withHostPorts);
  }
  return result;
}

/** The defaults of a pod template. */
export function withTemplateDefaults(template: JsonObject): JsonObject {
  return change(template, 'spec', withPodSpecDefaults);
}
