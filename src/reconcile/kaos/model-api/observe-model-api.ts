import type { KubeObject, Primary } from '../../../kernel/kube-object.ts';
import type { ModelApiSpec } from '../../../kinds/kaos/model-api-spec.ts';
import type { ModelApiStatus } from '../../../kinds/kaos/model-api-status.ts';
import { normaliseModelApi, type NormalModelApi } from '../../../kinds/kaos/normalise-model-api.ts';
import { MASTER_KEY_VARIABLE } from '../../../templates/kaos/master-key.ts';
import { MODEL_API_ROLE } from '../../../templates/kaos/workload-role.ts';
import type { World } from '../../engine/contract.ts';
import { objectKey } from '../object-key.ts';
import { observeWorkload, type WorkloadObserved } from '../observe-workload.ts';
import { secretLook, type SecretKey, type SecretLook } from '../secret-look.ts';

export type ModelApiPrimary = Primary<ModelApiSpec, ModelApiStatus>;

/** What the planner of a ModelAPI goes by. */
export interface ModelApiObserved extends WorkloadObserved {
  /** The Secret with LiteLLM's file. */
  readonly configSecret?: SecretLook;
  /** The Secret with the master key. */
  readonly masterKey?: SecretLook;
}

/** The Secrets of a ModelAPI that its plan depends on. */
export function modelApiSecrets({ backend, overrides }: NormalModelApi): { readonly config?: SecretKey; readonly masterKey?: SecretKey } {
  if (backend.mode === 'Hosted') return {};
  const { config } = backend.proxy;
  const source = overrides.env.find(({ name }) => name === MASTER_KEY_VARIABLE)?.valueFrom as
    | { readonly secretKeyRef?: Partial<SecretKey> }
    | undefined;
  const { key, name } = source?.secretKeyRef ?? {};
  return {
    ...(config?.from === 'secret' ? { config: config.secret } : {}),
    ...(typeof name === 'string' && typeof key === 'string' ? { masterKey: { name, key } } : {}),
  };
}

/** Gathers a ModelAPI's objects and the Secrets that matter. */
export async function observeModelApi(primary: ModelApiPrimary, world: World): Promise<ModelApiObserved> {
  const { namespace } = objectKey(primary satisfies KubeObject);
  const secrets = modelApiSecrets(normaliseModelApi(primary.spec));
  const [observed, config, masterKey] = await Promise.all([
    observeWorkload(MODEL_API_ROLE, primary, world),
    secrets.config === undefined ? undefined : secretLook(world, namespace, secrets.config),
    secrets.masterKey === undefined ? undefined : secretLook(world, namespace, secrets.masterKey),
  ]);
  return {
    ...observed,
    ...(config === undefined ? {} : { configSecret: config }),
    ...(masterKey === undefined ? {} : { masterKey }),
  };
}
