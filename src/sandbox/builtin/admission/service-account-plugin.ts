import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../../objects/admission.ts';
import { generatedName } from '../../objects/generated-name.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { changeEach, put } from '../values/change.ts';
import { listIn, specOf, textIn } from '../../values/read-values.ts';
import { creates, refusal, type LooseDraft, type PluginParts } from './plugin-parts.ts';

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const PREFIX = 'kube-api-access-';

/** The token, the CA of the API server and the namespace, as pods expect them. */
function tokenVolume(name: string): JsonObject {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

function isMounted(container: JsonObject): boolean {
  return listIn(container['volumeMounts']).some(({ mountPath }) => mountPath === MOUNT_PATH);
}

/** Mounts the token into every container that has nothing at its place. */
function withToken(spec: JsonObject, random: () => number): JsonObject {
  const present = listIn(spec['volumes']).find(({ name }) => textIn(name).startsWith(PREFIX));
  const name = present === undefined ? generatedName(PREFIX, random) : textIn(present['name']);
  const mount = { name, readOnly: true, mountPath: MOUNT_PATH };
  const mounted = (container: JsonObject): JsonObject =>
    isMounted(container) ? container : put(container, 'volumeMounts', [...listIn(container['volumeMounts']), mount]);
  const next = changeEach(changeEach(spec, 'initContainers', mounted), 'containers', mounted);
  return next === spec || present !== undefined ? next : put(next, 'volumes', [...listIn(spec['volumes']), tokenVolume(name)]);
}

function wantsToken(spec: JsonObject, account: KubeObject): boolean {
  const choice = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'];
  return choice !== false;
}

/** Every pod runs as a service account of its namespace and gets its token. */
export function serviceAccountPlugin({ storage, random }: Pick<PluginParts, 'storage' | 'random'>): AdmissionPlugin {
  const accountOf = (request: AdmissionRequest, name: string): KubeObject => {
    const { namespace = '' } = request;
    const account = storage.get('serviceaccounts', { namespace, name });
    if (account !== undefined) return account;
    throw refusal(request, `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`);
  };
  return {
    name: 'ServiceAccount',
    mutate: (request): Draft => {
      if (!creates(request, 'pods')) return request.object;
      let spec = specOf(request.object);
      const name = textIn(spec['serviceAccountName']) || 'default';
      const account = accountOf(request, name);
      spec = put(put(spec, 'serviceAccountName', name), 'serviceAccount', name);
      if (wantsToken(spec, account)) spec = withToken(spec, random);
      const secrets = listIn(account['imagePullSecrets']);
      if (listIn(spec['imagePullSecrets']).length === 0 && secrets.length > 0) spec = put(spec, 'imagePullSecrets', secrets);
      return put(request.object as LooseDraft, 'spec', spec);
    },
  };
}
