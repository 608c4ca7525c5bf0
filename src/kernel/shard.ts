import { sha256 } from './hash.ts';

/** A part of the primaries: part `index` (from 1) of `of`. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** More loops than this would ask the API server for more than one of them does. */
export const MOST_SHARDS = 64;

/** On the lease of a shard: the name of the lease that a loop over all primaries takes. */
export const LEASE_OF_LABEL = 'aistack.dev/lease-of';

/**
 * Which of `of` shards (from 1) a primary belongs to, by its key (`namespace/name`, or `name` where it has no namespace): the first 32 bits
 * of the SHA-256 of the key, modulo `of`, and 1. It never changes: loops of two versions must agree. The kind plays no part, so that a primary
 * that another one makes under its own name is in the same shard.
 */
export function shardOf(key: string, of: number): number {
  return (Number.parseInt(sha256(key).slice(0, 8), 16) % of) + 1;
}

/** Whether a primary belongs to a shard; no shard: all of them. */
export function isInShard(shard: Shard | undefined, key: string): boolean {
  return shard === undefined || shardOf(key, shard.of) === shard.index;
}

/** Reads `i/n` with 1 ≤ i ≤ n ≤ {@link MOST_SHARDS}; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const found = /^([1-9]\d?)\/([1-9]\d?)$/.exec(text.trim());
  const [index, of] = [Number(found?.[1]), Number(found?.[2])];
  return found === null || index > of || of > MOST_SHARDS ? undefined : { index, of };
}

/** `1/3` */
export function shardText({ index, of }: Shard): string {
  return `${String(index)}/${String(of)}`;
}

/** The name of a loop's lease, or of anything else that each shard has one of: `maia-operator-1-of-3`. */
export function shardName(name: string, shard: Shard | undefined): string {
  return shard === undefined ? name : `${name}-${String(shard.index)}-of-${String(shard.of)}`;
}

/** What a loop works on: namespaces and a shard, as leases and Deployments tell it. */
export interface WorkScope {
  /** Absent: all. */
  readonly namespaces?: readonly string[];
  readonly shard?: Shard;
}

/** `*`, `team-a,team-b`, `* shard 1/3`. */
export function scopeText({ namespaces, shard }: WorkScope): string {
  const where = namespaces === undefined ? '*' : namespaces.join(',');
  return shard === undefined ? where : `${where} shard ${shardText(shard)}`;
}

/** Reads {@link scopeText}. A shard that cannot be read counts as none: rather too much than too little. */
export function parseScope(text: string): WorkScope {
  const [where = '*', word, part = ''] = text.split(' ');
  const shard = word === 'shard' ? parseShard(part) : undefined;
  return { ...(where === '*' ? {} : { namespaces: where.split(',') }), ...(shard === undefined ? {} : { shard }) };
}

/** Whether two scopes may have a primary in common: those of different shards of the same number have none. */
export function overlaps(left: string, right: string): boolean {
  const [one, other] = [parseScope(left), parseScope(right)];
  if (one.shard !== undefined && other.shard?.of === one.shard.of && other.shard.index !== one.shard.index) return false;
  if (one.namespaces === undefined || other.namespaces === undefined) return true;
  const names = new Set(one.namespaces);
  return other.namespaces.some((name) => names.has(name));
}
