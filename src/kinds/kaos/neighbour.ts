import type { z } from 'zod';
import { NAME_MAX, patternString } from '../shared/text.ts';

/** The name of another object in the same namespace: KAOS has no references across namespaces, and `other/name` is the usual mistake. */
export function neighbour(): z.ZodString {
  return patternString(
    /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/,
    'be the bare name of an object in the same namespace, without "/"',
    NAME_MAX,
  );
}
