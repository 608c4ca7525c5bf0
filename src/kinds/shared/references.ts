import { z } from 'zod';
import { dataKey, objectName } from './names.ts';

type SecretKeyRef = z.ZodObject<{ name: z.ZodString; key: z.ZodDefault<z.ZodString> }>;

/** A key of a Secret in the object's own namespace. */
export function secretKeyRef(defaultKey: string): SecretKeyRef {
  return z.object({
    name: objectName().describe('Name of the Secret.'),
    key: dataKey().default(defaultKey).describe('Key in the Secret.'),
  });
}

/** Names an object in the same namespace: `{name}`. `what` is its kind, for the description. */
export function localReference(what: string): z.ZodObject<{ name: z.ZodString }> {
  return z.object({ name: objectName().describe(`Name of the ${what}.`) });
}

/** `secretKeyRef` or `configMapKeyRef` of a core environment variable. */
export const keySelector = z.object({
  name: objectName().describe('Name of the object.'),
  key: dataKey().describe('Key in it.'),
  optional: z.boolean().describe('Whether the object or its key may be missing.').exactOptional(),
});
