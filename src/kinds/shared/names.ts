import type { z } from 'zod';
import type { CelRule } from '../../kernel/kind-definition.ts';
import { NAME_MAX, patternString } from './text.ts';

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';

/** An RFC 1123 subdomain of at most 253 characters: the name of most objects. */
export function objectName(): z.ZodString {
  return patternString(
    new RegExp(`^${LABEL}(?:\\.${LABEL})*$`),
    'be a name of lower-case letters, digits, "-" and "." (RFC 1123 subdomain)',
    NAME_MAX,
  );
}

/** An RFC 1123 label of at most 63 characters: the name of a namespace. */
export function labelName(max = 63): z.ZodString {
  return patternString(new RegExp(`^${LABEL}$`), 'be a name of lower-case letters, digits and "-" (RFC 1123 label)', max);
}

/** A host name for an Ingress; its first label may be `*`. */
export function hostName(): z.ZodString {
  return patternString(
    new RegExp(`^(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`),
    'be a DNS name in lower case, with "*." in front at most',
    NAME_MAX,
  );
}

/** The name of a StorageClass, or `""`, which to Kubernetes means: no class, bind only to a volume that is already there. */
export function storageClassName(): z.ZodString {
  return patternString(new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*)?$`), 'be the name of a storage class', NAME_MAX);
}

/** The name of an extended resource: a domain, a slash and a name (`amd.com/gpu`). */
export function qualifiedName(): z.ZodString {
  return patternString(
    new RegExp(`^${LABEL}(?:\\.${LABEL})*/[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$`),
    'be a name with a domain in front, such as amd.com/gpu',
    317,
  );
}

/** A key of a Secret or ConfigMap. */
export function dataKey(max: number = NAME_MAX): z.ZodString {
  return patternString(/^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$/, 'be a key of letters, digits, "-", "_" and "."', max);
}

/** A name rule for a whole kind: CEL for the CRD's root, and the same question for this program. */
export interface NameRule {
  readonly rules: readonly CelRule[];
  /** What is wrong with a name, or undefined. */
  problem(name: string): string | undefined;
}

const NAME_FORMS = {
  'RFC 1035 label': {
    pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$',
    words: 'must be of lower-case letters, digits and "-", and start with a letter',
  },
  'RFC 1123 label': { pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', words: 'must be of lower-case letters, digits and "-", without dots' },
  'RFC 1123 subdomain': {
    pattern: '^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$',
    words: 'must be of lower-case letters, digits, "-" and "."',
  },
} as const;

/** Names of one form, of at most `max` characters, because of `why`. */
export function nameRule(form: keyof typeof NAME_FORMS, max: number, why: string): NameRule {
  const { pattern, words } = NAME_FORMS[form];
  const tooLong = `metadata.name may be at most ${max} characters long: ${why}`;
  const malformed = `metadata.name ${words}: ${why}`;
  const regex = new RegExp(pattern);
  return {
    rules: [
      { rule: `size(self.metadata.name) <= ${max}`, message: tooLong },
      { rule: `self.metadata.name.matches('${pattern}')`, message: malformed },
    ],
    problem: (name) => {
      if (name.length > max) return tooLong;
      return regex.test(name) ? undefined : malformed;
    },
  };
}
