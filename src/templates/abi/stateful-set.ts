import type { V1PersistentVolumeClaim, V1StatefulSetSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { OWNER_ANNOTATION } from '../../kernel/owner-annotation.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiLabels, abiMetadata, workloadLabels } from './metadata.ts';
import { childNames, DATA_VOLUME } from './names.ts';
import { podTemplate } from './pod-template.ts';
import type { VolumeTerms } from './volume-terms.ts';
import { withReplicas } from './workload-spec.ts';

/** The claims that Kubernetes makes from it carry the labels and the owner annotation: by it they are known as this instance's. */
function claimTemplate(values: InstanceValues, volume: VolumeTerms): V1PersistentVolumeClaim {
  const { size, storageClassName, accessModes } = volume;
  return {
    metadata: {
      name: DATA_VOLUME,
      labels: { ...abiLabels(values.name, 'storage') },
      annotations: { [OWNER_ANNOTATION]: values.ownerPath },
    },
    spec: {
      accessModes: [...accessModes],
      resources: { requests: { storage: size } },
      ...(storageClassName === undefined ? {} : { storageClassName }),
    },
  };
}

/**
 * The StatefulSet of an instance whose pods each have a volume. `Parallel`: its pods do not depend on each other, and a pod of a broken template
 * is replaced once the template is mended; in order, the set would wait for it to become ready first.
 */
export function statefulSet(values: InstanceValues, volume: VolumeTerms): Manifest {
  const spec: Omit<V1StatefulSetSpec, 'replicas'> = {
    serviceName: childNames.headlessService(values.name),
    podManagementPolicy: 'Parallel',
    updateStrategy: { type: 'RollingUpdate' },
    selector: { matchLabels: { ...workloadLabels(values.name, 'StatefulSet') } },
    template: podTemplate({ ...values, workload: 'StatefulSet' }),
    volumeClaimTemplates: [claimTemplate(values, volume)],
  };
  const metadata = abiMetadata(values, childNames.workload(values.name), 'server');
  return withReplicas({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec }, values.replicas);
}
