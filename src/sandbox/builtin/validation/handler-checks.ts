import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { objectIn, textIn, textsIn, numberIn } from '../../values/read-values.ts';
import { checkNotNegative, checkSupported, invalidField, invalidFields } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { portNameProblems, portNumberProblems } from './name-checks.ts';

/** What is wrong with a port that is a number or a name. */
export function checkPortOrName(port: unknown, at: string): readonly FieldError[] {
  return invalidFields(at, port, typeof port === 'number' ? portNumberProblems(port) : portNameProblems(textIn(port)));
}

function checkHttpGet(get: JsonObject, at: string): readonly FieldError[] {
  const path = textIn(get['path']) === '' ? [requiredValue(`${at}.path`)] : [];
  return [...path, ...checkPortOrName(get['port'] ?? 0, `${at}.port`), ...checkSupported(`${at}.scheme`, get['scheme'], ['HTTP', 'HTTPS'])];
}

const ACTIONS: Readonly<Record<string, (action: JsonObject, at: string) => readonly FieldError[]>> = {
  exec: (action, at) => (textsIn(action['command']).length === 0 ? [requiredValue(`${at}.command`)] : []),
  httpGet: checkHttpGet,
  tcpSocket: (action, at) => checkPortOrName(action['port'] ?? 0, `${at}.port`),
  grpc: (action, at) => invalidFields(`${at}.port`, numberIn(action['port']), portNumberProblems(numberIn(action['port']))),
  sleep: () => [],
};

/** What is wrong with what a probe or hook does: it does exactly one thing. */
export function checkHandler(handler: JsonObject, at: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let found = 0;
  for (const [name, check] of Object.entries(ACTIONS)) {
    if (handler[name] === undefined) continue;
    found += 1;
    if (found > 1) errors.push(forbiddenValue(`${at}.${name}`, 'may not specify more than 1 handler type'));
    else errors.push(...check(objectIn(handler[name]), `${at}.${name}`));
  }
  return found === 0 ? [requiredValue(at, 'must specify a handler type')] : errors;
}

const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** What is wrong with a probe; `kind` is the field it stands in. */
export function checkProbe(probe: JsonObject, at: string, kind: string): readonly FieldError[] {
  const errors = [...checkHandler(probe, at), ...NUMBERS.flatMap((name) => checkNotNegative(`${at}.${name}`, probe[name]))];
  const once = kind !== 'readinessProbe' && probe['successThreshold'] !== 1;
  if (once) errors.push(invalidField(`${at}.successThreshold`, probe['successThreshold'], 'must be 1'));
  return errors;
}
