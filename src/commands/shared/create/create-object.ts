import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { firstDifference } from '../../../kernel/semantic-equality.ts';
import { keyOfManifest } from '../apply/apply-object.ts';
import { namingNamespace } from '../apply/naming-namespace.ts';
import type { Session } from '../session.ts';

export interface CreateObjectOptions {
  readonly fieldManager: string;
  readonly dryRun: boolean;
  readonly ifNotExists: boolean;
  readonly signal: AbortSignal;
}

/** What came of it. `differences`: where an object that was there already is not as asked. */
export interface Created {
  readonly object: KubeObject;
  readonly result: 'created' | 'unchanged';
  readonly differences: readonly string[];
}

/** Every value that the manifest sets in spec, labels and annotations, alone in a manifest; a list is one value. */
function leaves(value: unknown, path: readonly string[]): readonly { readonly path: readonly string[]; readonly value: unknown }[] {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]));
}

function at(object: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isJsonObject(value) ? value[key] : undefined), object);
}

function text(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}

function differences(manifest: Manifest, live: KubeObject): readonly string[] {
  const { labels = {}, annotations = {} } = manifest.metadata;
  const asked = [
    ...leaves(manifest['spec'], ['spec']),
    ...leaves(labels, ['metadata', 'labels']),
    ...leaves(annotations, ['metadata', 'annotations']),
  ];
  return asked.flatMap(({ path, value }) => {
    const alone = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (!isJsonObject(alone) || firstDifference(alone, live) === undefined) return [];
    return [`.${path.join('.')} is ${text(at(live, path))}, not ${text(value)}`];
  });
}

function existsError(manifest: Manifest, error: unknown): CliError {
  const { name, namespace } = manifest.metadata;
  return new CliError({
    exit: EXIT.conflict,
    message: `${manifest.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`} exists already`,
    fix: 'change it with apply, choose another name, or say --if-not-exists',
    cause: error,
  });
}

/** Makes an object; one that is there already is an error (exit 6), or with `ifNotExists` is left as it is, with what differs told. */
export async function createObject(
  session: Session,
  type: ResourceType,
  manifest: Manifest,
  options: CreateObjectOptions,
): Promise<Created> {
  const { fieldManager, dryRun, signal } = options;
  const key = keyOfManifest(manifest);
  return await session.during({ verb: 'create', type, ...key }, async () => {
    try {
      const object = await namingNamespace(() => session.api.create(type, manifest, { fieldManager, dryRun, signal }));
      return { object, result: 'created', differences: [] };
    } catch (error) {
      if (!isApiError(error, 'AlreadyExists')) throw error;
      if (!options.ifNotExists) throw existsError(manifest, error);
      const object = await session.api.get(type, key, { signal });
      return { object, result: 'unchanged', differences: differences(manifest, object) };
    }
  });
}
