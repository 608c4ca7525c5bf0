import { nameText, type ObjectName } from '../link.ts';
import { fieldEvidence } from '../evidence.ts';
import { quoted } from '../fixes.ts';
import { objectName, type RulesOfKind } from '../related.ts';

/** `kubectl create secret`; the values are the user's to fill in. */
export function createSecret({ name, namespace = 'default' }: ObjectName, keys: readonly string[]): string {
  const literals = (keys.length === 0 ? ['KEY'] : keys).map((key) => `--from-literal=${key}=VALUE`);
  return `kubectl create secret generic ${name} -n ${namespace} ${literals.join(' ')}`;
}

/** Adds a key to a Secret; the value is the user's to fill in. */
export function addSecretKey({ name, namespace = 'default' }: ObjectName, key: string): string {
  return `kubectl patch secret ${name} -n ${namespace} -p ${quoted(JSON.stringify({ stringData: { [key]: 'VALUE' } }))}`;
}

/** The key that a kubelet or a planner misses. */
function missingKey(message: string): string | undefined {
  return /couldn't find key (\S+) in Secret|has no key "([^"]+)"/
    .exec(message)
    ?.slice(1)
    .find((key) => key !== undefined);
}

/** A Secret: it has no state of its own, it is there or not. */
export const secretRules: RulesOfKind = {
  kind: 'Secret',
  explain: (secret, { via }) => {
    const key = missingKey(via?.message ?? '');
    const held = Object.keys(secret['checksums'] ?? {}).toSorted();
    if (key === undefined || held.includes(key)) return undefined;
    return {
      object: objectName(secret),
      state: 'stuck',
      reason: 'KeyNotFound',
      message: `${nameText(objectName(secret))} has no key ${key}`,
      evidence: [fieldEvidence('status', secret, held.length === 0 ? 'it has no keys' : `its keys: ${held.join(', ')}`)],
      fix: addSecretKey(objectName(secret), key),
    };
  },
  absent: (name, { primary, via }) => {
    // Who waits for it may know better which keys it needs.
    const told = via?.fix?.startsWith(`kubectl create secret generic ${name.name} `) === true ? via.fix : undefined;
    const keys = keysNeeded(primary['spec'], name.name);
    return {
      object: name,
      state: 'stuck',
      reason: 'NotFound',
      message: `${nameText(name)} does not exist`,
      evidence: [{ is: 'absence', object: name, text: 'the API server does not have it' }],
      fix: told ?? createSecret(name, keys),
    };
  },
};

/** The keys that a spec wants of a Secret: what stands as `key` beside its name. */
function keysNeeded(node: unknown, name: string): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { name: own, key } = node as { readonly name?: unknown; readonly key?: unknown };
  const here = own === name && typeof key === 'string' ? [key] : [];
  return [...new Set([...here, ...Object.values(node).flatMap((value: unknown) => keysNeeded(value, name))])];
}
