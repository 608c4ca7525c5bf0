import type { V1JobSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { maiaValues } from '../../../test/support/maia-values.ts';
import { restoreJob } from './restore-job.ts';
import { RESTORE_JOB_SCRIPT } from './restore-job-script.ts';
import { service } from './service.ts';
import { verifyJob } from './verify-job.ts';

const values = maiaValues({ image: { tag: 'v1.0.0', pullPolicy: 'Always' }, storage: { dataDir: '/var/maia' } });
const owner = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', name: 'notes', uid: 'u' };
const place = { name: 'job', namespace: 'apps', owner, instance: { name: 'notes', spec: values.spec } };

function podOf(job: { readonly [field: string]: unknown }): NonNullable<V1JobSpec['template']['spec']> {
  const { template } = job['spec'] as V1JobSpec;
  if (template.spec === undefined) throw new Error('a Job without a pod');
  return template.spec;
}

test('the Job of a restore writes to the data of its instance and only reads the backups of the other', () => {
  const job = restoreJob({
    ...place,
    source: 'old',
    id: 'ab12',
    archive: 'backup-20260101-020000.tar',
    actions: ['unpack', 'swap'],
    beside: 'old',
  });
  const pod = podOf(job);
  const [container] = pod.containers;
  expect(container).toMatchObject({ image: 'maia:v1.0.0', imagePullPolicy: 'Always', command: ['/bin/sh', '-c', RESTORE_JOB_SCRIPT] });
  expect(container?.env).toEqual([
    { name: 'DATA_DIR', value: '/var/maia' },
    { name: 'RESTORE_ID', value: 'ab12' },
    { name: 'ACTIONS', value: 'unpack swap' },
    { name: 'BACKUP_DIR', value: '/backup' },
    { name: 'ARCHIVE', value: 'backup-20260101-020000.tar' },
  ]);
  expect(container?.volumeMounts).toEqual([
    { name: 'data', mountPath: '/var/maia' },
    { name: 'backup', mountPath: '/backup', readOnly: true },
  ]);
  expect(pod.volumes?.map((volume) => volume.persistentVolumeClaim?.claimName)).toEqual(['notes-data', 'old-backup']);
  expect(pod.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector?.matchLabels).toMatchObject({
    'app.kubernetes.io/instance': 'old',
    'app.kubernetes.io/component': 'server',
  });
});

test('where no server runs its pod may run anywhere, and what needs no backup mounts none', () => {
  const pod = podOf(restoreJob({ ...place, source: 'notes', id: 'ab12', archive: 'x.tar', actions: ['swap'] }));
  expect(pod.affinity).toBeUndefined();
  expect(pod.volumes?.map(({ name }) => name)).toEqual(['data']);
  expect(pod.containers[0]?.env?.map(({ name }) => name)).toEqual(['DATA_DIR', 'RESTORE_ID', 'ACTIONS']);
});

test('the Job that looks cannot write', () => {
  const pod = podOf(verifyJob({ ...place, archive: 'latest', verify: true, serverRuns: true }));
  expect(pod.containers[0]?.volumeMounts).toEqual([{ name: 'backup', mountPath: '/backup', readOnly: true }]);
  expect(pod.affinity).toBeDefined();
});

test('neither is taken for a server or for a backup, is tried twice, or stays for ever', () => {
  const jobs = [
    restoreJob({ ...place, source: 'notes', id: 'ab12', archive: 'x.tar', actions: ['swap'] }),
    verifyJob({ ...place, archive: '', verify: false, serverRuns: false }),
  ];
  const { selector } = service(values)['spec'] as { readonly selector: Readonly<Record<string, string>> };
  for (const job of jobs) {
    const { backoffLimit, ttlSecondsAfterFinished, activeDeadlineSeconds, template } = job['spec'] as V1JobSpec;
    expect({ backoffLimit, restart: template.spec?.restartPolicy }).toEqual({ backoffLimit: 0, restart: 'Never' });
    expect([ttlSecondsAfterFinished, activeDeadlineSeconds].every((seconds) => (seconds ?? 0) > 0)).toBe(true);
    const labels = template.metadata?.labels ?? {};
    expect(Object.entries(selector).every(([key, value]) => labels[key] === value)).toBe(false);
    expect(labels['app.kubernetes.io/component']).not.toBe('backup');
    expect(job.metadata.ownerReferences).toEqual([owner]);
  }
});
