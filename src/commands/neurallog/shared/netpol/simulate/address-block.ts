import { BlockList, isIP } from 'node:net';

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function parts(cidr: string): { readonly address: string; readonly bits: number } | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const version = isIP(address);
  return version === 0 || Number(bits) > (version === 6 ? 128 : 32) ? undefined : { address, bits: Number(bits) };
}

/** Whether a text is an address block: `10.0.0.0/8`, `fd00::/8`. */
export function isAddressBlock(cidr: string): boolean {
  return parts(cidr) !== undefined;
}

/** Whether an address lies in a block. False for texts that are none. */
export function isInBlock(address: string, cidr: string): boolean {
  const block = parts(cidr);
  if (block === undefined || isIP(address) === 0 || family(address) !== family(block.address)) return false;
  const list = new BlockList();
  list.addSubnet(block.address, block.bits, family(block.address));
  return list.check(address, family(address));
}
