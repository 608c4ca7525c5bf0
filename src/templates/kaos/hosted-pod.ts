import type { V1EnvVar, V1PodSpec, V1VolumeMount } from '@kubernetes/client-node';
import type { NormalModelApi } from '../../kinds/kaos/normalise-model-api.ts';
import { plainEnv } from '../shared/container-env.ts';
import { POD_DEFAULTS } from './deployment.ts';
import { literalArgument } from './literal-argument.ts';
import type { OperatorSettings } from './operator-settings.ts';
import { orderedEnv } from './ordered-env.ts';
import { probeTimes } from './probe-times.ts';
import { PULL_SCRIPT } from './pull-script.ts';
import { MODEL_API_ROLE } from './workload-role.ts';

const PORT = 11_434;
const DATA_DIR = '/root/.ollama';

/** Everything that a hosted model's pod is made from. */
export interface HostedValues {
  readonly spec: NormalModelApi;
  readonly model: string;
  readonly settings: OperatorSettings;
}

/** Models lie in the volume, also where the user has them put elsewhere. */
function mounts(users: readonly V1EnvVar[]): V1VolumeMount[] {
  const elsewhere = users.find(({ name }) => name === 'OLLAMA_MODELS')?.value;
  const isElsewhere = elsewhere?.startsWith('/') === true && !`${elsewhere}/`.startsWith(`${DATA_DIR}/`);
  return [{ name: 'ollama-data', mountPath: isElsewhere ? elsewhere : DATA_DIR }];
}

/** The pod of a hosted model before the user's changes: an init container pulls the model into the volume that the server reads. */
export function hostedPod({ model, settings, spec }: HostedValues): V1PodSpec {
  const env = [...orderedEnv([], spec.overrides.env)];
  // The server of the init container is nobody else's business, whatever the user has the real one listen on.
  const pullEnv = [...env.filter(({ name }) => name !== 'OLLAMA_HOST'), plainEnv('OLLAMA_HOST', `127.0.0.1:${PORT}`)];
  const image = spec.overrides.image ?? settings.images.ollama;
  const httpGet = { path: '/', port: PORT, scheme: 'HTTP' };
  return {
    ...POD_DEFAULTS,
    automountServiceAccountToken: false,
    initContainers: [
      {
        name: 'pull-model',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/sh', '-c', literalArgument(PULL_SCRIPT), 'pull-model', literalArgument(model)],
        env: pullEnv,
        volumeMounts: mounts(env),
      },
    ],
    containers: [
      {
        name: MODEL_API_ROLE.container,
        image,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        env,
        livenessProbe: { httpGet, ...probeTimes(30, 10, 5, 3) },
        readinessProbe: { httpGet, ...probeTimes(5, 5, 5, 3) },
        volumeMounts: mounts(env),
      },
    ],
    volumes: [{ name: 'ollama-data', emptyDir: {} }],
  };
}
