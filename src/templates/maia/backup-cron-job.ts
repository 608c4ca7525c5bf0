import type { V1CronJobSpec, V1PodSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { plainEnv } from '../shared/container-env.ts';
import { imageReference } from '../shared/image-reference.ts';
import { containerSecurity, podSecurity } from '../shared/pod-security.ts';
import { besideServer } from './beside-server.ts';
import { BACKUP_SCRIPT } from './backup-script.ts';
import type { InstanceValues } from './instance-values.ts';
import { maiaLabels, maiaMetadata } from './metadata.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** A run that could not start for an hour is left out; the next one comes by the schedule. */
const STARTING_DEADLINE_SECONDS = 3600;
/** A run that takes longer than six hours is given up, so that it cannot block all later ones. */
const ACTIVE_DEADLINE_SECONDS = 6 * 3600;

function backupPod({ name, spec }: InstanceValues): V1PodSpec {
  const { backup, image, storage } = spec;
  return {
    // A pod that failed stays with its log; one that is restarted in place goes with its Job when that gives up.
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(MAIA_SERVER.user),
    affinity: besideServer(name),
    containers: [
      {
        name: 'backup',
        image: imageReference(image),
        imagePullPolicy: image.pullPolicy,
        command: ['/bin/sh', '-c', BACKUP_SCRIPT],
        env: [
          plainEnv('DATA_DIR', storage.dataDir),
          plainEnv('BACKUP_DIR', MAIA_SERVER.backupDir),
          plainEnv('RETENTION_DAYS', String(backup.retentionDays)),
          plainEnv('COMPRESS', String(backup.compress)),
        ],
        volumeMounts: [
          { name: 'data', mountPath: storage.dataDir, readOnly: true },
          { name: 'backup', mountPath: MAIA_SERVER.backupDir },
        ],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
        securityContext: containerSecurity(),
      },
    ],
    volumes: [
      { name: 'data', persistentVolumeClaim: { claimName: childNames.dataClaim(name) } },
      { name: 'backup', persistentVolumeClaim: { claimName: childNames.backup(name) } },
    ],
  };
}

/**
 * The CronJob that makes backups. Its pods carry the component `backup`, which no Service selects. A job that starts while no server pod
 * runs waits for one until its deadline.
 */
export function backupCronJob(values: InstanceValues): Manifest {
  const labels = maiaLabels(values.name, 'backup');
  const spec: V1CronJobSpec = {
    schedule: values.spec.backup.schedule,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      metadata: { labels },
      spec: {
        backoffLimit: 3,
        activeDeadlineSeconds: ACTIVE_DEADLINE_SECONDS,
        template: { metadata: { labels }, spec: backupPod(values) },
      },
    },
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: maiaMetadata(values, childNames.backup(values.name), 'backup'),
    spec,
  };
}
