import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { kindsOf, wordsOf } from '../nouns.ts';
import { conditionText } from './wait-condition.ts';
import type { WaitCondition } from './wait-condition.ts';
import type { WaitTarget } from './wait-target.ts';

/** `maiatenant.maia.cuemby.com/acme`, whether the object is there or not. */
export function targetName({ type, key }: Pick<WaitTarget, 'type' | 'key'>): string {
  return resourceName({ apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name: key.name } });
}

/** The shortest word that names a kind at this entry point and no other. */
function nounOf(kind: KindIdentity, entry: EntryPoint): string {
  const others = kindsOf(entry)
    .filter((other) => other !== kind)
    .flatMap(wordsOf);
  const short = kind.singular.startsWith(kind.system) ? kind.singular.slice(kind.system.length) : kind.singular;
  return [short, kind.singular].find((word) => word !== '' && !others.includes(word)) ?? `${kind.plural}.${kind.group}`;
}

function inNamespace({ type, key }: WaitTarget): string {
  return type.scope === 'Namespaced' && key.namespace !== undefined ? ` -n ${key.namespace}` : '';
}

/** Quotes a word for a shell where it needs it. */
function shellWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that tells why an object is not as it should be. */
export function whyCommand(target: WaitTarget, entry: EntryPoint): string {
  return `${entry.bin} why ${nounOf(target.type, entry)} ${target.key.name}${inNamespace(target)}`;
}

/** The command that takes a wait up again. Objects of several namespaces cannot stand in one command: those of the first one's do. */
export function waitCommand(targets: readonly WaitTarget[], condition: WaitCondition, entry: EntryPoint): string {
  const [first] = targets;
  if (first === undefined) return `${entry.bin} wait`;
  const near = targets.filter((target) => inNamespace(target) === inNamespace(first));
  const names = near.map((target) => `${nounOf(target.type, entry)}/${target.key.name}`);
  return `${entry.bin} wait ${names.join(' ')}${inNamespace(first)} ${shellWord(`--for=${conditionText(condition)}`)}`;
}

/** What is not so as long as the condition is not fulfilled: `is not ready`. */
export function unmetWords(condition: WaitCondition): string {
  if (condition.is === 'succeeded') return 'has not succeeded';
  if (condition.is === 'condition') return `does not have condition ${condition.type}=${condition.status}`;
  if (condition.is !== 'jsonpath') return `is not ${condition.is}`;
  return condition.value === undefined ? `has no ${condition.path}` : `does not have ${condition.path}=${condition.value}`;
}

/** ` in namespace x` for an object of a kind that has namespaces. */
export function whereWords({ type, key }: WaitTarget): string {
  return type.scope === 'Namespaced' && key.namespace !== undefined ? ` in namespace ${key.namespace}` : '';
}
