import type { KubeObject } from '../../../kernel/kube-object.ts';

/** A PersistentVolumeClaim. */
export interface Claim extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
    readonly storageClassName?: string;
    readonly volumeName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: {
    readonly phase?: 'Pending' | 'Bound' | 'Lost';
    readonly capacity?: { readonly storage?: string };
    readonly accessModes?: readonly string[];
  };
}

/** A PersistentVolume. */
export interface Volume extends KubeObject {
  readonly spec: {
    readonly capacity?: { readonly storage?: string };
    readonly accessModes?: readonly string[];
    readonly storageClassName?: string;
    readonly volumeMode?: string;
    readonly persistentVolumeReclaimPolicy?: 'Retain' | 'Delete' | 'Recycle';
    readonly claimRef?: { readonly namespace?: string; readonly name: string; readonly uid?: string };
  };
  readonly status?: { readonly phase?: string };
}

/** A StorageClass. */
export interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly reclaimPolicy?: 'Retain' | 'Delete';
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode?: 'Immediate' | 'WaitForFirstConsumer';
}
