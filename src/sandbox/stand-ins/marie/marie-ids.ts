/** An id that looks like version 7, as the gateway's do. @param random in [0, 1). */
export function marieId(now: number, random: () => number): string {
  const hex = (digits: number): string => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  const variant = '89ab'[Math.floor(random() * 4)] ?? '8';
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`;
}

/** The id `steps` above another one: task k of a job has the job's id + k, as a number of 128 bits. */
export function idAbove(id: string, steps: number): string {
  const value = (BigInt(`0x${id.replaceAll('-', '')}`) + BigInt(steps)) & ((1n << 128n) - 1n);
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
