import { timestamp } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { CLAIM_COLUMNS, STORAGE_CLASS_COLUMNS, VOLUME_COLUMNS } from '../columns/storage-columns.ts';
import { withClaimDefaults, withStorageClassDefaults, withVolumeDefaults } from '../defaults/other-defaults.ts';
import { checkClaimSpec } from '../validation/claim-checks.ts';
import { forbiddenValue } from '../../failures/field-complaints.ts';
import { checkStorageClass, checkVolume } from '../validation/small-checks.ts';
import { checkClaimUpdate, checkUnchanged } from '../validation/update-checks.ts';
import { specOf, statusOf } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';

type Loose = Draft & Record<string, unknown>;

/** Puts a finalizer that guards the data at the end, once. */
function withFinalizer(draft: Draft, finalizer: string): Draft {
  const { finalizers = [] } = draft.metadata;
  if (finalizers.includes(finalizer)) return draft;
  return { ...draft, metadata: { ...draft.metadata, finalizers: [...finalizers, finalizer] } };
}

/** `v1`, PersistentVolumeClaim. */
export const CLAIMS: ServedResource = defineBuiltin({
  group: '',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  status: { phase: 'Pending' },
  columns: CLAIM_COLUMNS,
  defaults: (claim) => withClaimDefaults(claim as Loose),
  onCreate: (claim) => withFinalizer(claim, 'kubernetes.io/pvc-protection'),
  check: (claim) => checkClaimSpec(specOf(claim), 'spec'),
  checkUpdate: (next, previous) => checkClaimUpdate(specOf(next), specOf(previous), statusOf(previous)),
  returnsDeleted: true,
});

/** `v1`, PersistentVolume. */
export const VOLUMES: ServedResource = defineBuiltin({
  group: '',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  scope: 'Cluster',
  shortNames: ['pv'],
  status: { phase: 'Pending' },
  columns: VOLUME_COLUMNS,
  defaults: (volume) => withVolumeDefaults(volume as Loose),
  onCreate: (volume, { now }) => {
    const guarded = withFinalizer(volume, 'kubernetes.io/pv-protection');
    return { ...guarded, status: { phase: 'Pending', lastPhaseTransitionTime: timestamp(now) } };
  },
  check: (volume) => checkVolume(specOf(volume)),
  returnsDeleted: true,
  looksAtMetadataOnce: true,
});

function checkClassUpdate(next: Draft, previous: KubeObject): ReturnType<typeof checkUnchanged> {
  const fixed = (['parameters', 'provisioner', 'reclaimPolicy'] as const).flatMap((field) => {
    if (checkUnchanged(next[field], previous[field], field).length === 0) return [];
    return [forbiddenValue(field, `updates to ${field} are forbidden.`)];
  });
  return [...fixed, ...checkUnchanged(next['volumeBindingMode'], previous['volumeBindingMode'], 'volumeBindingMode')];
}

/** `storage.k8s.io/v1`, StorageClass. */
export const STORAGE_CLASSES: ServedResource = defineBuiltin({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  plural: 'storageclasses',
  scope: 'Cluster',
  shortNames: ['sc'],
  columns: STORAGE_CLASS_COLUMNS,
  defaults: (object) => withStorageClassDefaults(object as Loose),
  check: checkStorageClass,
  checkUpdate: checkClassUpdate,
  returnsDeleted: true,
});
