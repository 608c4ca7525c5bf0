import { NAMESPACE, PERSISTENT_VOLUME_CLAIM } from '../../../kernel/builtin-types.ts';
import type { BlastRadius } from './blast-radius.ts';
import type { Doomed } from './doomed.ts';
import type { MetadataOf } from './list-metadata.ts';

/** More names than this are counted. */
const MAX_NAMES = 5;

function plural(kind: string, count: number): string {
  if (count === 1) return `1 ${kind}`;
  const form = /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : /(s|ss|ch)$/.test(kind) ? `${kind}es` : `${kind}s`;
  return `${count} ${form}`;
}

function counts(kinds: readonly string[]): string {
  const byKind = new Map<string, number>();
  for (const kind of kinds) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  return [...byKind].map(([kind, count]) => plural(kind, count)).join(', ');
}

function listed(kind: string, names: readonly string[]): string {
  const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
  return `${plural(kind, names.length)}: ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}

function namesOf(objects: readonly MetadataOf[]): readonly string[] {
  return objects.map(({ metadata }) => metadata.name);
}

/** What a delete does, for people: what goes, whose data goes with it, what stays, what could not be seen. */
export function blastRadiusText(doomed: readonly Doomed[], { goes, stays, unseen }: BlastRadius): string {
  const lines: string[] = [];
  const kinds = new Map<string, string[]>();
  for (const { type, object } of doomed) kinds.set(type.kind, [...(kinds.get(type.kind) ?? []), object.metadata.name]);
  lines.push(`This deletes ${[...kinds].map(([kind, own]) => listed(kind, own)).join('; ')}`);
  const claims = goes.filter(({ type }) => type === PERSISTENT_VOLUME_CLAIM);
  const namespaces = goes.filter(({ type }) => type === NAMESPACE);
  const others = goes.filter(({ type }) => type !== PERSISTENT_VOLUME_CLAIM && type !== NAMESPACE);
  if (others.length > 0) lines.push(`and with it ${counts(others.map(({ type }) => type.kind))}`);
  if (namespaces.length > 0) lines.push(`and everything in ${listed('Namespace', namesOf(namespaces))}`);
  if (claims.length > 0) {
    lines.push(`and the DATA on ${listed('PersistentVolumeClaim', namesOf(claims))} (a volume whose reclaim policy is Retain keeps it)`);
  }
  const keptClaims = stays.filter(({ type }) => type === PERSISTENT_VOLUME_CLAIM);
  const kept = stays.filter(({ type }) => type !== PERSISTENT_VOLUME_CLAIM);
  if (keptClaims.length > 0) lines.push(`It leaves ${listed('PersistentVolumeClaim', namesOf(keptClaims))}, with the data`);
  if (kept.length > 0) lines.push(`It leaves ${counts(kept.map(({ type }) => type.kind))}`);
  const held = doomed.flatMap(({ object }) => object.metadata.finalizers ?? []);
  if (held.length > 0) lines.push(`Its operator must run for it to go (finalizers: ${[...new Set(held)].join(', ')})`);
  if (unseen.length > 0) lines.push(`Not looked at, since you may not list them: ${unseen.join(', ')}`);
  return `${lines.join('\n')}\n`;
}
