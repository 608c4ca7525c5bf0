import { z } from 'zod';

/** An object that the CRD lets through as it is (pod templates). What is wrong in it comes back when its child is applied. */
export function opaqueObject(): z.ZodObject<Record<never, never>, z.core.$loose> {
  return z.looseObject({});
}
