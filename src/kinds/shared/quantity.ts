import { z } from 'zod';
import { QUANTITY_PATTERN } from '../../kernel/quantity.ts';
import { int64 } from './integers.ts';
import { patternString } from './text.ts';

/** Longest text of a quantity that we take: more digits than any amount needs, and cheap for CEL. */
const QUANTITY_MAX = 64;

const UNSIGNED = new RegExp(QUANTITY_PATTERN.source.replace('[+-]?', '\\+?'));

const INT_OR_STRING = { 'x-kubernetes-int-or-string': true };

/** A Kubernetes quantity as text or integer that is not negative: `500m`, `1Gi`, `2`. */
export function quantity(): z.ZodUnion<readonly [z.ZodInt, z.ZodString]> {
  return z
    .union(
      [int64(), patternString(UNSIGNED, 'be a quantity such as 500m, 2 or 1Gi', QUANTITY_MAX)],
      'must be a quantity such as 500m, 2 or 1Gi',
    )
    .meta(INT_OR_STRING);
}

/** A size of storage: a positive whole number of Mi, Gi or Ti, as text. */
export function storageSize(): z.ZodString {
  return patternString(/^0*[1-9][0-9]*(?:Mi|Gi|Ti)$/, 'be a size such as 10Gi (Mi, Gi or Ti)', 16);
}

/** A number or a percentage (`2`, `"50%"`), as PodDisruptionBudgets take it. */
export function intOrPercent(): z.ZodUnion<readonly [z.ZodInt, z.ZodString]> {
  return z
    .union(
      [int64(0, 2_147_483_647), patternString(/^(?:100|[0-9]{1,2})%$/, 'be a number or a percentage up to 100%', 4)],
      'must be a number or a percentage up to 100%',
    )
    .meta(INT_OR_STRING);
}
