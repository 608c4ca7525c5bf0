import { parseQuantity } from '../../kernel/quantity.ts';

const MEGABYTE = 1024n * 1024n;
const NANO = 1_000_000_000n;
/** What Node needs beside its heap of old objects: its code, young objects, buffers of connections. */
const BESIDE_MEGABYTES = 96n;

/**
 * The largest heap (in MiB, for `--max-old-space-size`) that fits into a container with this memory limit: all but 96 MiB, and at least half.
 * Past it Node collects harder instead of being killed by the kernel. Undefined where the limit is no quantity.
 */
export function heapMegabytes(memoryLimit: string): number | undefined {
  const nano = parseQuantity(memoryLimit);
  if (nano === undefined || nano <= 0n) return undefined;
  const whole = nano / NANO / MEGABYTE;
  const most = whole - BESIDE_MEGABYTES;
  return Number(most > whole / 2n ? most : whole / 2n);
}
