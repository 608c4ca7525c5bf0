import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { MountedVolume } from './program.ts';
import type { VolumeFolders } from './volume-folders.ts';

interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

interface Volume {
  readonly name: string;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly emptyDir?: unknown;
  readonly configMap?: { readonly name?: string; readonly items?: readonly KeyToPath[] };
  readonly secret?: { readonly secretName?: string; readonly items?: readonly KeyToPath[] };
}

interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

interface PodSpec {
  readonly volumes?: readonly Volume[];
  readonly containers?: readonly { readonly name: string; readonly volumeMounts?: readonly Mount[] }[];
  readonly initContainers?: readonly { readonly name: string; readonly volumeMounts?: readonly Mount[] }[];
}

type Files = Record<string, string | Uint8Array>;

/** The files of a ConfigMap or Secret; those named by `items` under their own paths. */
function filesOf(object: KubeObject | undefined, items: readonly KeyToPath[] | undefined, encoded: boolean): Files {
  const texts = (object?.['data'] ?? {}) as Readonly<Record<string, string>>;
  const binary = (object?.['binaryData'] ?? {}) as Readonly<Record<string, string>>;
  const all: Files = {};
  for (const [key, value] of Object.entries(texts)) all[key] = encoded ? Buffer.from(value, 'base64') : value;
  for (const [key, value] of Object.entries(binary)) all[key] = Buffer.from(value, 'base64');
  if (items === undefined) return all;
  return Object.fromEntries(items.flatMap(({ key, path }) => (all[key] === undefined ? [] : [[path, all[key]]])));
}

/** Where volumes come from. */
export interface VolumeSources {
  readonly storage: Pick<ObjectStorage, 'get'>;
  readonly folders: VolumeFolders;
}

/** The volumes of one container of a pod. ConfigMaps and Secrets are written out, as they are then, when their folder is asked for. */
export function mountedVolumes(pod: KubeObject, container: string, { storage, folders }: VolumeSources): readonly MountedVolume[] {
  const { volumes = [], containers = [], initContainers = [] } = (pod['spec'] ?? {}) as PodSpec;
  const { uid, namespace = '' } = pod.metadata;
  const mounts = [...initContainers, ...containers].find(({ name }) => name === container)?.volumeMounts ?? [];
  const origin = (volume: Volume): Pick<MountedVolume, 'source' | 'folder'> & { readonly fixed: boolean } => {
    const { persistentVolumeClaim: claim, configMap, secret, name } = volume;
    if (claim !== undefined) {
      const folder = async (): Promise<string> => folders.claim(namespace, claim.claimName);
      return { source: { kind: 'claim', name: claim.claimName }, folder, fixed: claim.readOnly === true };
    }
    if (configMap !== undefined || secret !== undefined) {
      const [kind, resource] = secret === undefined ? (['configMap', 'configmaps'] as const) : (['secret', 'secrets'] as const);
      const object = secret?.secretName ?? configMap?.name ?? '';
      const items = secret?.items ?? configMap?.items;
      const folder = async (): Promise<string> =>
        folders.files(uid, name, filesOf(storage.get(resource, { namespace, name: object }), items, kind === 'secret'));
      return { source: { kind, name: object }, folder, fixed: true };
    }
    const kind = volume.emptyDir === undefined ? 'other' : 'emptyDir';
    return { source: { kind, name }, folder: async () => folders.emptyDir(uid, name), fixed: false };
  };
  return mounts.flatMap(({ name, mountPath, subPath, readOnly = false }) => {
    const volume = volumes.find((candidate) => candidate.name === name);
    if (volume === undefined) return [];
    const { source, folder, fixed } = origin(volume);
    return [{ mountPath, ...(subPath === undefined ? {} : { subPath }), readOnly: readOnly || fixed, source, folder }];
  });
}
