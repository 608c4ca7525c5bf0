import type { z } from 'zod';
import { withRule } from '../shared/rule.ts';
import { NAME_MAX, patternString } from '../shared/text.ts';

const SEGMENT = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';

/**
 * The name of another object in the same namespace. KAOS has no references across namespaces, and `other/name` is the usual mistake: the
 * pattern lets one slash through, so that the rule can say what is wrong.
 */
export function neighbour(): z.ZodString {
  const name = patternString(
    new RegExp(`^(?:${SEGMENT}/)?${SEGMENT}(?:\\.${SEGMENT})*$`),
    'be the name of an object: lower-case letters, digits, "-" and "."',
    NAME_MAX,
  );
  return withRule(name, {
    rule: "!self.contains('/')",
    message: 'must be the bare name of an object in the same namespace, without "/"',
    check: (text) => !text.includes('/'),
  });
}
