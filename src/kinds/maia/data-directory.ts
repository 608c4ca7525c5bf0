import type { z } from 'zod';
import { withRule } from '../shared/rule.ts';
import { patternString } from '../shared/text.ts';

/** What the server's pod mounts for itself. Data may not lie there nor below. */
const RESERVED = ['/etc/maia', '/etc/maia-tls', '/backup', '/tmp'];

/** The directory of the data volume: an absolute path without `.`, `..`, doubled or trailing slashes, apart from what the pod mounts itself. */
export function dataDirectory(): z.ZodString {
  const path = patternString(
    /^(?:\/[-._A-Za-z0-9]+)+$/,
    'be an absolute path of letters, digits, "-", "_" and ".", below "/" and without a slash at its end',
    255,
  );
  const plain = withRule(path, {
    rule: "self.split('/').all(s, s != '.' && s != '..')",
    message: 'must not have "." or ".." in its path',
    check: (text) => text.split('/').every((segment) => segment !== '.' && segment !== '..'),
  });
  return withRule(plain, {
    rule: `!${JSON.stringify(RESERVED)}.exists(p, self == p || self.startsWith(p + '/'))`,
    message: `must not be or lie below ${RESERVED.join(', ')}`,
    check: (text) => !RESERVED.some((taken) => text === taken || text.startsWith(`${taken}/`)),
  });
}
