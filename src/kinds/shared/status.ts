import { z } from 'zod';
import { listMap } from './collections.ts';
import { dateTime } from './date-time.ts';
import { int64 } from './integers.ts';
import { boundedString, nonEmptyString, patternString } from './text.ts';

/** `metav1.Condition`, with its own bounds. `observedGeneration` is kept: a CRD that omits it has it pruned. */
export const condition = z.object({
  type: patternString(/^[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?$/, 'be a condition type', 316).describe('What it is about.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it holds.'),
  reason: nonEmptyString(1024).describe('Why, as one word for programs.'),
  message: boundedString(32_768).describe('Why, as a sentence for people.'),
  lastTransitionTime: dateTime().describe('When the status last changed.'),
  observedGeneration: int64().describe('The generation of the spec that it speaks of.').exactOptional(),
});

/** `status.conditions`: at most 32, one of each type. */
export const conditions = listMap(condition, ['type'], 32).describe('What the operator found, one entry for each aspect.');

/** `status.observedGeneration`. */
export const observedGeneration = int64().describe('The generation of the spec that this status speaks of.');
