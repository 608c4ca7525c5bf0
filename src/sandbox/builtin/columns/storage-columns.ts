import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { labelsIn, objectIn, specOf, statusOf, textIn, textsIn } from '../../values/read-values.ts';
import { AGE, column, NAME, wide } from './column.ts';

const SHORT_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

function accessModes(modes: unknown): string {
  const given = new Set(textsIn(modes));
  return Object.entries(SHORT_MODES)
    .filter(([mode]) => given.has(mode))
    .map(([, short]) => short)
    .join(',');
}

function volumeMode(object: KubeObject): string {
  return textIn(specOf(object)['volumeMode']) || '<unset>';
}

function attributesClass(object: KubeObject): string {
  return textIn(specOf(object)['volumeAttributesClassName']) || '<unset>';
}

/** The phase, unless the object is on its way out. */
function phase(object: KubeObject): string {
  return object.metadata.deletionTimestamp === undefined ? textIn(statusOf(object)['phase']) : 'Terminating';
}

const isBound = (claim: KubeObject): boolean => textIn(specOf(claim)['volumeName']) !== '';

/** Columns of PersistentVolumeClaims. Size and modes are those of the volume, once there is one. */
export const CLAIM_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Status', phase),
  column('Volume', (claim) => textIn(specOf(claim)['volumeName'])),
  column('Capacity', (claim) => (isBound(claim) ? (labelsIn(statusOf(claim)['capacity'])['storage'] ?? '0') : '')),
  column('Access Modes', (claim) => (isBound(claim) ? accessModes(statusOf(claim)['accessModes']) : '')),
  column(
    'StorageClass',
    (claim) => claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? textIn(specOf(claim)['storageClassName']),
  ),
  column('VolumeAttributesClass', attributesClass),
  AGE,
  wide('VolumeMode', volumeMode),
];

/** Columns of PersistentVolumes. */
export const VOLUME_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Capacity', (volume) => labelsIn(specOf(volume)['capacity'])['storage'] ?? '0'),
  column('Access Modes', (volume) => accessModes(specOf(volume)['accessModes'])),
  column('Reclaim Policy', (volume) => textIn(specOf(volume)['persistentVolumeReclaimPolicy'])),
  column('Status', phase),
  column('Claim', (volume) => {
    const { claimRef } = specOf(volume);
    const { namespace, name } = objectIn(claimRef);
    return claimRef === undefined ? '' : `${textIn(namespace)}/${textIn(name)}`;
  }),
  column('StorageClass', (volume) => textIn(specOf(volume)['storageClassName'])),
  column('VolumeAttributesClass', attributesClass),
  column('Reason', (volume) => textIn(statusOf(volume)['reason'])),
  AGE,
  wide('VolumeMode', volumeMode),
];

/** The annotation of the class that claims without one get. */
export const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** Columns of StorageClasses. */
export const STORAGE_CLASS_COLUMNS: readonly TableColumn[] = [
  column('Name', ({ metadata: { name, annotations } }) => (annotations?.[DEFAULT_CLASS] === 'true' ? `${name} (default)` : name), {
    format: 'name',
  }),
  column('Provisioner', (object) => textIn(object['provisioner'])),
  column('ReclaimPolicy', (object) => textIn(object['reclaimPolicy'])),
  column('VolumeBindingMode', (object) => textIn(object['volumeBindingMode'])),
  column('AllowVolumeExpansion', (object) => object['allowVolumeExpansion'] === true),
  AGE,
];
