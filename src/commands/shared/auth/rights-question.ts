import type { ResourceType } from '../../../kernel/resource-type.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { EntryPoint } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { kindsOf, wordsOf } from '../nouns.ts';
import { COMMAND_RIGHTS } from './command-rights.ts';
import type { CommandRights } from './command-rights.ts';

/** What was refused, and to whom. */
export interface Refused {
  readonly type: Pick<ResourceType, 'group' | 'plural'>;
  readonly verb: string;
  readonly namespace: string | undefined;
  /** How usage texts name the program, and its entry point where that is known. */
  readonly bin: string;
  readonly entry: EntryPoint | undefined;
  /** The words of the command that ran, where one did. */
  readonly command: string | undefined;
}

/** The shortest word that names the kind, and no other, at this entry point (unknown: anywhere). */
function wordFor(kind: KindIdentity, entry: EntryPoint | undefined): string {
  const others = (entry === undefined ? KIND_IDENTITIES : kindsOf(entry)).filter((other) => other !== kind);
  const short = kind.plural.startsWith(kind.system) ? kind.plural.slice(kind.system.length) : kind.plural;
  const candidates = entry?.system === undefined ? [kind.plural] : [short, kind.plural];
  return candidates.find((word) => !others.some((other) => wordsOf(other).includes(word))) ?? resourceNameOf(kind);
}

/** Whether the rights that are known of the command say something of this type, which is none of ours. */
function speaksOf({ others = [], children }: CommandRights, { group, plural }: Refused['type']): boolean {
  return children !== undefined || others.some(({ type }) => type.group === group && type.plural === plural);
}

/**
 * The command that tells a refused user what to ask for: the rights of the command that ran where they cover the type, else kubectl's own
 * question about the one call.
 */
export function rightsQuestion({ type, verb, namespace, bin, entry, command }: Refused): string {
  const at = namespace === undefined ? '' : ` -n ${namespace}`;
  const [plural = '', subresource] = type.plural.split('/');
  const rights = command === undefined ? undefined : COMMAND_RIGHTS[command];
  if (command !== undefined && rights !== undefined) {
    const kind = KIND_IDENTITIES.find((one) => one.group === type.group && one.plural === plural);
    if (kind !== undefined) return `${bin} auth rbac ${command} ${wordFor(kind, entry)}${at}`;
    if (speaksOf(rights, { group: type.group, plural })) return `${bin} auth rbac ${command}${at}`;
  }
  const resource = type.group === '' ? plural : `${plural}.${type.group}`;
  return `kubectl auth can-i ${verb} ${resource}${subresource === undefined ? '' : ` --subresource=${subresource}`}${at}`;
}
