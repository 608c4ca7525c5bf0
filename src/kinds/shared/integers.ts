import { z } from 'zod';

/** The largest bound for 64-bit integers that we take: every integer up to it is exact in a JavaScript number. */
const INT64_MAX = 9_000_000_000_000_000;
const INT32_MAX = 2_147_483_647;

/** A 32-bit integer between bounds. */
export function int32(min = 0, max: number = INT32_MAX): z.ZodInt {
  return z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`).meta({ format: 'int32' });
}

/** A 64-bit integer between bounds. */
export function int64(min = 0, max: number = INT64_MAX): z.ZodInt {
  return z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`).meta({ format: 'int64' });
}

/** A TCP or UDP port. */
export function port(): z.ZodInt {
  return int32(1, 65_535);
}
