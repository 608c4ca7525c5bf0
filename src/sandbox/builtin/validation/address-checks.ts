import { isIP } from 'node:net';

/** What is wrong with an IP address. */
export function addressProblems(text: string): readonly string[] {
  return isIP(text) === 0 ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : [];
}

function bits(address: string): bigint {
  if (isIP(address) === 4) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group === '' ? '0' : group}`), 0n);
}

/** A block of addresses in CIDR notation. */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly length: number;
}

/** Reads CIDR notation; undefined where it is none. */
export function parseBlock(text: string): AddressBlock | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text);
  const [, address = '', size = ''] = match ?? [];
  const family = isIP(address);
  const length = Number(size);
  if (match === null || (family !== 4 && family !== 6) || length > (family === 4 ? 32 : 128)) return undefined;
  const host = BigInt((family === 4 ? 32 : 128) - length);
  return { family, first: (bits(address) >> host) << host, length };
}

/** Whether a block holds another one that is smaller. */
export function isStrictlyInside(inner: AddressBlock, outer: AddressBlock): boolean {
  if (inner.family !== outer.family || inner.length <= outer.length) return false;
  const host = BigInt((outer.family === 4 ? 32 : 128) - outer.length);
  return inner.first >> host === outer.first >> host;
}

/** What is wrong with a block of addresses. */
export function blockProblems(text: string): readonly string[] {
  return parseBlock(text) === undefined ? ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'] : [];
}
