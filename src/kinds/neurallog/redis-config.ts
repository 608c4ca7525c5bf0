import type { z } from 'zod';
import { boundedMap } from '../shared/collections.ts';
import { withRule } from '../shared/rule.ts';
import { TEXT_MAX, patternString } from '../shared/text.ts';

/** Directives that the operator sets itself, or that would break the isolation of the tenant. */
const RESERVED: readonly string[] = [
  'port',
  'bind',
  'dir',
  'daemonize',
  'logfile',
  'pidfile',
  'unixsocket',
  'include',
  'loadmodule',
  'replicaof',
  'slaveof',
  'cluster-enabled',
  'requirepass',
  'masterauth',
  'aclfile',
  'user',
  'rename-command',
  'protected-mode',
  'tls-port',
  'enable-protected-configs',
  'enable-debug-command',
  'enable-module-command',
  // Data that is already there would not be loaded any more.
  'appenddirname',
  'appendfilename',
];

const DIRECTIVE = '^[a-z][a-z0-9-]*$';
const directive = new RegExp(DIRECTIVE);

/**
 * Lines of redis.conf by directive. Here only what could smuggle in another line or take what is the operator's is refused; whether Redis
 * understands a value is asked before the file is rolled out.
 */
export function redisConfig(): z.ZodRecord<z.ZodString, z.ZodString> {
  const lines = withRule(boundedMap(patternString(/^(?:\P{Cc}|\t)*$/u, 'be on one line', TEXT_MAX)), {
    rule: `self.all(k, k.matches('${DIRECTIVE}'))`,
    message: 'a directive is a word of lower-case letters, digits and "-"',
    check: (config) => Object.keys(config).every((key) => directive.test(key)),
  });
  return withRule(lines, {
    rule: `self.all(k, !(k in ${JSON.stringify(RESERVED)}))`,
    message: `these directives belong to the operator: ${RESERVED.join(', ')}`,
    check: (config) => Object.keys(config).every((key) => !RESERVED.includes(key)),
  });
}
