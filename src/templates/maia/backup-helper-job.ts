import type { V1JobSpec, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { Manifest, OwnerReference } from '../../kernel/kube-object.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { plainEnv } from '../shared/container-env.ts';
import { imageReference } from '../shared/image-reference.ts';
import { containerSecurity, podSecurity } from '../shared/pod-security.ts';
import { besideServer } from './beside-server.ts';
import { maiaLabels, type Component } from './metadata.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** Takes a finished Job away that nobody came back for. */
const TTL_SECONDS = 3600;
/** Reading or unpacking a whole backup takes at most as long as making one may. */
const ACTIVE_DEADLINE_SECONDS = 6 * 3600;

/** A volume of a claim, and where the container sees it. */
export interface HelperVolume {
  readonly name: string;
  readonly claim: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** What a Job that works on backups is made from. */
export interface HelperJobValues {
  readonly name: string;
  readonly namespace: string;
  /** The Job goes with this object. */
  readonly owner: OwnerReference;
  /** The instance that the Job is about, with its image. */
  readonly instance: { readonly name: string; readonly spec: MaiaInstanceSpec };
  readonly component: Component;
  readonly labels?: Readonly<Record<string, string>>;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly volumes: readonly HelperVolume[];
  /** The instance beside whose server the pod must run, since that has one of the volumes too. Absent: no server has. */
  readonly beside?: string | undefined;
}

function mountOf({ name, mountPath, readOnly }: HelperVolume): V1VolumeMount {
  return { name, mountPath, ...(readOnly ? { readOnly } : {}) };
}

function volumeOf({ name, claim }: HelperVolume): V1Volume {
  return { name, persistentVolumeClaim: { claimName: claim } };
}

/** A Job that runs one of our scripts once with the image of an instance. It is not tried again: who started it decides. */
export function backupHelperJob(values: HelperJobValues): Manifest {
  const { name, namespace, owner, instance, component, script, env, volumes, beside } = values;
  const labels = { ...maiaLabels(instance.name, component), ...values.labels };
  const spec: V1JobSpec = {
    backoffLimit: 0,
    activeDeadlineSeconds: ACTIVE_DEADLINE_SECONDS,
    ttlSecondsAfterFinished: TTL_SECONDS,
    template: {
      metadata: { labels },
      spec: {
        restartPolicy: 'Never',
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: podSecurity(MAIA_SERVER.user),
        ...(beside === undefined ? {} : { affinity: besideServer(beside) }),
        containers: [
          {
            name: component,
            image: imageReference(instance.spec.image),
            imagePullPolicy: instance.spec.image.pullPolicy,
            command: ['/bin/sh', '-c', script],
            env: Object.entries(env).map(([key, value]) => plainEnv(key, value)),
            volumeMounts: volumes.map(mountOf),
            resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
            securityContext: containerSecurity(),
          },
        ],
        volumes: volumes.map(volumeOf),
      },
    },
  };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace, labels, ownerReferences: [owner] }, spec };
}
