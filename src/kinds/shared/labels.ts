import type { z } from 'zod';
import { boundedMap, stringMap } from './collections.ts';
import { patternString } from './text.ts';

/** Labels: at most 64, with values as Kubernetes takes them. A wrong key is refused when the child that carries it is applied. */
export function labels(): z.ZodRecord<z.ZodString, z.ZodString> {
  return boundedMap(
    patternString(
      /^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?)?$/,
      'be a label value: letters, digits, "-", "_" and ".", at most 63',
      63,
    ),
  );
}

/** Annotations: at most 64, with values of at most 16384 characters (some hold configuration snippets). */
export function annotations(): z.ZodRecord<z.ZodString, z.ZodString> {
  return stringMap(64, 16_384);
}
