import type { V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { InstanceValues } from './instance-values.ts';
import { childNames } from './names.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** A volume of the server's pod and where its container sees it. */
interface MountedVolume {
  readonly volume: V1Volume;
  readonly mount: Omit<V1VolumeMount, 'name'>;
}

function mountedVolumes({ name, spec, backupClaim }: InstanceValues): readonly MountedVolume[] {
  const { tlsSecretRef } = spec.security;
  const always: MountedVolume[] = [
    {
      volume: { name: 'config', configMap: { name: childNames.configMap(name) } },
      mount: { mountPath: MAIA_SERVER.configDir, readOnly: true },
    },
    {
      volume: { name: 'data', persistentVolumeClaim: { claimName: childNames.dataClaim(name) } },
      mount: { mountPath: spec.storage.dataDir },
    },
    { volume: { name: 'tmp', emptyDir: {} }, mount: { mountPath: '/tmp' } },
  ];
  const tls: MountedVolume[] =
    tlsSecretRef === undefined
      ? []
      : [
          {
            // Readable by the pod's group only: the key is in there.
            volume: { name: 'tls', secret: { secretName: tlsSecretRef.name, defaultMode: 0o440 } },
            mount: { mountPath: MAIA_SERVER.tlsDir, readOnly: true },
          },
        ];
  // So that `kubectl exec deploy/<name> -- ls /backup` lists the backups.
  const backup: MountedVolume[] =
    backupClaim === undefined
      ? []
      : [
          {
            volume: { name: 'backup', persistentVolumeClaim: { claimName: childNames.backup(name) } },
            mount: { mountPath: MAIA_SERVER.backupDir, readOnly: true },
          },
        ];
  return [...always, ...tls, ...backup];
}

/** The volumes of the server's pod, and their mounts in its container. */
export function serverVolumes(values: InstanceValues): { readonly volumes: V1Volume[]; readonly volumeMounts: V1VolumeMount[] } {
  const mounted = mountedVolumes(values);
  return {
    volumes: mounted.map(({ volume }) => volume),
    volumeMounts: mounted.map(({ volume, mount }) => ({ name: volume.name, ...mount })),
  };
}
