import { z } from 'zod';
import { keySelector } from '../shared/references.ts';
import { longText } from '../shared/text.ts';

const source = z
  .object({ fromString: longText().exactOptional(), fromSecretKeyRef: keySelector.exactOptional() })
  .refine((from) => (from.fromString === undefined) !== (from.fromSecretKeyRef === undefined));

/**
 * LiteLLM's own file: the text itself (the guide), or an object that says where it is (newer releases). A structural schema knows no union,
 * so the CRD lets any value through; what this refuses is told in the status.
 */
export const configYaml = z
  .unknown()
  .pipe(z.union([longText(), source], 'must be a text, or an object with either fromString or fromSecretKeyRef {name, key}'));
