import { CONFIG_MAP } from '../../kernel/builtin-types.ts';
import { sha256 } from '../../kernel/hash.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { EnvReference } from '../../templates/neurallog/env-references.ts';
import type { World } from '../engine/contract.ts';

/** What is known of a key of a Secret or ConfigMap that the server is given. */
export interface ReferenceFinding extends EnvReference {
  readonly state: 'usable' | 'absent' | 'incomplete' | 'unknown';
  /** Of the value; only where it is usable. */
  readonly checksum?: string;
  /** Why it is not known. */
  readonly why?: string;
}

function valueOf(configMap: Readonly<Record<string, unknown>>, key: string): unknown {
  const { data, binaryData } = configMap;
  return (isJsonObject(data) ? data[key] : undefined) ?? (isJsonObject(binaryData) ? binaryData[key] : undefined);
}

async function findSecret(reference: EnvReference, world: World, namespace: string): Promise<ReferenceFinding> {
  const found = await world.secret({ namespace, name: reference.name });
  if (found.state === 'unknown') return { ...reference, state: 'unknown', why: found.why };
  if (found.state === 'absent') return { ...reference, state: 'absent' };
  const checksum = found.object.checksums[reference.key];
  return checksum === undefined ? { ...reference, state: 'incomplete' } : { ...reference, state: 'usable', checksum };
}

async function findConfigMap(reference: EnvReference, world: World, namespace: string): Promise<ReferenceFinding> {
  const found = await world.read({ type: CONFIG_MAP, namespace, name: reference.name });
  if (found.state === 'unknown') return { ...reference, state: 'unknown', why: found.why };
  if (found.state === 'absent') return { ...reference, state: 'absent' };
  const value = valueOf(found.object, reference.key);
  return typeof value === 'string' ? { ...reference, state: 'usable', checksum: sha256(value) } : { ...reference, state: 'incomplete' };
}

/** Looks up what the server's environment names, in the tenant's namespace. */
export async function findReference(reference: EnvReference, world: World, namespace: string): Promise<ReferenceFinding> {
  return reference.kind === 'Secret' ? findSecret(reference, world, namespace) : findConfigMap(reference, world, namespace);
}

/** What is wrong with a reference, as reason and sentence. */
export function referenceProblem(
  finding: ReferenceFinding,
  namespace: string,
): { readonly reason: 'SecretNotFound' | 'ConfigMapNotFound' | 'KeyNotFound'; readonly message: string } {
  const { key, kind, name, state, variable } = finding;
  const what = `${kind}/${namespace}/${name} (for ${variable})`;
  if (state === 'incomplete') return { reason: 'KeyNotFound', message: `${what} has no key ${JSON.stringify(key)}` };
  return { reason: `${kind}NotFound`, message: `${what} does not exist` };
}
