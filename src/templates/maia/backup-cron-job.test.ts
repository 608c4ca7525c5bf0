import type { V1CronJobSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { maiaValues } from '../../../test/support/maia-values.ts';
import { backupClaim } from './backup-claim.ts';
import { backupCronJob } from './backup-cron-job.ts';
import { BACKUP_SCRIPT } from './backup-script.ts';
import { dataClaim } from './data-claim.ts';
import { service } from './service.ts';

const SPEC = {
  image: { tag: 'v1.0.0', pullPolicy: 'Always' },
  storage: { dataDir: '/var/maia' },
  backup: { enabled: true, schedule: '30 1 * * *', retentionDays: 14, compress: false },
};

function specOf(spec: unknown): V1CronJobSpec {
  return backupCronJob(maiaValues(spec))['spec'] as V1CronJobSpec;
}

test('runs never overlap, give up in time and keep a short history', () => {
  expect(specOf(SPEC)).toMatchObject({
    schedule: '30 1 * * *',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: { spec: { backoffLimit: 3, activeDeadlineSeconds: 21_600 } },
  });
});

test('values travel as environment, never in the text of the script', () => {
  const container = specOf(SPEC).jobTemplate.spec?.template.spec?.containers[0];
  expect(container).toMatchObject({ name: 'backup', image: 'maia:v1.0.0', imagePullPolicy: 'Always' });
  expect(container?.command).toEqual(['/bin/sh', '-c', BACKUP_SCRIPT]);
  expect(container?.env).toEqual([
    { name: 'DATA_DIR', value: '/var/maia' },
    { name: 'BACKUP_DIR', value: '/backup' },
    { name: 'RETENTION_DAYS', value: '14' },
    { name: 'COMPRESS', value: 'false' },
  ]);
});

test('the data is mounted read-only, on the node of the server', () => {
  const pod = specOf(SPEC).jobTemplate.spec?.template.spec;
  expect(pod?.containers[0]?.volumeMounts).toEqual([
    { name: 'data', mountPath: '/var/maia', readOnly: true },
    { name: 'backup', mountPath: '/backup' },
  ]);
  const [term] = pod?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  expect(term).toEqual({
    topologyKey: 'kubernetes.io/hostname',
    labelSelector: { matchLabels: (service(maiaValues(SPEC))['spec'] as { selector: unknown }).selector },
  });
});

test('jobs and their pods are found by component=backup', () => {
  const { jobTemplate } = specOf(SPEC);
  expect(jobTemplate.metadata?.labels).toMatchObject({ 'app.kubernetes.io/component': 'backup', 'app.kubernetes.io/instance': 'notes' });
  expect(jobTemplate.spec?.template.metadata?.labels).toEqual(jobTemplate.metadata?.labels);
});

test('each volume has the size and class that were settled for it', () => {
  const values = maiaValues({ storage: { size: '80Gi' } });
  expect(dataClaim(values)).toMatchObject({ metadata: { name: 'notes-data' }, spec: { resources: { requests: { storage: '80Gi' } } } });
  const claim = backupClaim(values, { size: '120Gi', storageClassName: 'slow', refusals: [] });
  expect(claim).toMatchObject({
    metadata: { name: 'notes-backup' },
    spec: { storageClassName: 'slow', resources: { requests: { storage: '120Gi' } } },
  });
});
