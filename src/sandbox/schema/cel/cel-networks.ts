import { isIPv4, isIPv6 } from 'node:net';
import type { CelLibrary } from './cel-library.ts';
import { celFailure } from './cel-failure.ts';
import { goQuote } from '../../values/go-text.ts';

/** An IP address in an expression. */
class Ip {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.family = isIPv4(text) ? 4 : 6;
    this.bits = this.family === 4 ? bitsOf4(text) : bitsOf6(text);
  }
}

/** A network in an expression. */
class Cidr {
  readonly ip: Ip;
  readonly length: number;

  constructor(ip: Ip, length: number) {
    this.ip = ip;
    this.length = length;
  }
}

function bitsOf4(text: string): bigint {
  return text.split('.').reduce((bits, part) => bits * 256n + BigInt(part), 0n);
}

function bitsOf6(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...middle, ...right].reduce((bits, group) => bits * 65536n + BigInt(`0x${group}`), 0n);
}

const width = (family: 4 | 6): number => (family === 4 ? 32 : 128);

function network(ip: Ip, length: number): bigint {
  return ip.bits >> BigInt(width(ip.family) - length);
}

const isIp = (text: string): boolean => isIPv4(text) || (isIPv6(text) && !text.includes('%') && !text.includes('.'));

function ipOf(text: string): Ip {
  if (isIp(text)) return new Ip(text);
  throw celFailure(
    `IP Address ${goQuote(text)} parse error during conversion from string: ParseAddr(${goQuote(text)}): unable to parse IP`,
  );
}

function cidrParts(text: string): Cidr | undefined {
  const [address = '', bits = ''] = text.split('/');
  if (!isIp(address) || !/^(?:0|[1-9]\d{0,2})$/.test(bits) || text.split('/').length !== 2) return undefined;
  const ip = new Ip(address);
  return Number(bits) <= width(ip.family) ? new Cidr(ip, Number(bits)) : undefined;
}

function cidrOf(text: string): Cidr {
  const parsed = cidrParts(text);
  if (parsed !== undefined) return parsed;
  const during = 'network address parse error during conversion from string: ';
  const why = text.includes('/') ? `ParseAddr(${goQuote(text.split('/')[0] ?? '')}): unable to parse IP` : "no '/'";
  throw celFailure(`${during}${during}netip.ParsePrefix(${goQuote(text)}): ${why}`);
}

function within(cidr: Cidr, ip: Ip, length = width(ip.family)): boolean {
  return cidr.ip.family === ip.family && length >= cidr.length && network(ip, cidr.length) === network(cidr.ip, cidr.length);
}

function textOf6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt((7 - index) * 16)) & 0xffffn).toString(16));
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

function canonical(ip: Ip): string {
  return ip.family === 4 ? ip.text : textOf6(ip.bits);
}

function masked({ ip, length }: Cidr): Cidr {
  const shift = BigInt(width(ip.family) - length);
  const bits = (ip.bits >> shift) << shift;
  const text = ip.family === 4 ? [24n, 16n, 8n, 0n].map((by) => String((bits >> by) & 255n)).join('.') : textOf6(bits);
  return new Cidr(new Ip(text), length);
}

const inAny =
  (...networks: readonly string[]) =>
  (ip: Ip): boolean =>
    networks.some((text) => within(cidrOf(text), ip));

/** IP addresses and networks as Kubernetes offers them (apiserver, `cel/library/ip.go` and `cidr.go`). */
export function addNetworks(library: CelLibrary): void {
  const [address, prefix] = ['net.IP', 'net.CIDR'];
  library.addType(address, Ip, (a, b) => a.family === b.family && a.bits === b.bits);
  library.addType(prefix, Cidr, (a, b) => a.length === b.length && a.ip.bits === b.ip.bits);
  library.addNamespaced('ip.isCanonical(string): bool', (text: string) => canonical(ipOf(text)) === text);
  library.add('isIP(string): bool', isIp);
  library.add(`ip(string): ${address}`, ipOf);
  library.add(`${address}.family(): int`, ({ family }: Ip) => BigInt(family));
  library.add(`${address}.isUnspecified(): bool`, ({ bits }: Ip) => bits === 0n);
  library.add(`${address}.isLoopback(): bool`, inAny('127.0.0.0/8', '::1/128'));
  library.add(`${address}.isLinkLocalMulticast(): bool`, inAny('224.0.0.0/24', 'ff02::/16'));
  library.add(`${address}.isLinkLocalUnicast(): bool`, inAny('169.254.0.0/16', 'fe80::/10'));
  library.add(`${address}.isGlobalUnicast(): bool`, (ip: Ip) => {
    const special = inAny('127.0.0.0/8', '::1/128', '224.0.0.0/4', 'ff00::/8', '169.254.0.0/16', 'fe80::/10', '255.255.255.255/32');
    return ip.bits !== 0n && !special(ip);
  });
  library.add(`string(${address}): string`, canonical);
  library.add('isCIDR(string): bool', (text: string) => cidrParts(text) !== undefined);
  library.add(`cidr(string): ${prefix}`, cidrOf);
  library.add(`${prefix}.containsIP(${address}): bool`, (cidr: Cidr, ip: Ip) => within(cidr, ip));
  library.add(`${prefix}.containsIP(string): bool`, (cidr: Cidr, text: string) => within(cidr, ipOf(text)));
  library.add(`${prefix}.containsCIDR(${prefix}): bool`, (cidr: Cidr, inner: Cidr) => within(cidr, inner.ip, inner.length));
  library.add(`${prefix}.containsCIDR(string): bool`, (cidr: Cidr, text: string) => {
    const inner = cidrOf(text);
    return within(cidr, inner.ip, inner.length);
  });
  library.add(`${prefix}.ip(): ${address}`, ({ ip }: Cidr) => ip);
  library.add(`${prefix}.masked(): ${prefix}`, masked);
  library.add(`${prefix}.prefixLength(): int`, ({ length }: Cidr) => BigInt(length));
  library.add(`string(${prefix}): string`, ({ ip, length }: Cidr) => `${canonical(ip)}/${String(length)}`);
}
