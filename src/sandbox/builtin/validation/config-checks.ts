import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { labelsIn, objectIn, textIn } from '../../values/read-values.ts';
import { invalidField, invalidFields, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue, tooLong } from '../../failures/field-complaints.ts';
import { configKeyProblems } from './name-checks.ts';

/** How much a ConfigMap or Secret may hold. */
const LARGEST = 1024 * 1024;

function sizeOfBase64(text: string): number {
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

/** What is wrong with a ConfigMap. */
export function checkConfigMap(object: Draft): readonly FieldError[] {
  const data = labelsIn(object['data']);
  const binary = labelsIn(object['binaryData']);
  const errors: Errors = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...invalidFields(`data[${key}]`, key, configKeyProblems(key)));
    if (binary[key] !== undefined) errors.push(invalidField(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    size += Buffer.byteLength(value);
  }
  for (const [key, value] of Object.entries(binary)) {
    errors.push(...invalidFields(`binaryData[${key}]`, key, configKeyProblems(key)));
    size += sizeOfBase64(value);
  }
  // The server names no field here.
  if (size > LARGEST) errors.push(tooLong('[]', LARGEST));
  return errors;
}

function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    const character = text.trimStart().charAt(0);
    if (text.trim() === '') return 'unexpected end of JSON input';
    return `invalid character '${character}' looking for beginning of value`;
  }
}

/** Keys that secrets of these types must have. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};
const JSON_KEYS: Readonly<Record<string, string>> = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
};

function checkSecretType(object: Draft, data: JsonObject): readonly FieldError[] {
  const type = textIn(object['type']);
  const missing = (NEEDED[type] ?? []).filter((key) => data[key] === undefined).map((key) => requiredValue(`data[${key}]`));
  const json = JSON_KEYS[type];
  if (json !== undefined) {
    if (data[json] === undefined) return [requiredValue(`data[${json}]`)];
    const problem = jsonProblem(Buffer.from(textIn(data[json]), 'base64').toString());
    return problem === undefined ? [] : [invalidField(`data[${json}]`, '<secret contents redacted>', problem)];
  }
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    return [requiredValue('data[username]'), requiredValue('data[password]')];
  }
  const account = textIn(objectIn(objectIn(object['metadata'])['annotations'])['kubernetes.io/service-account.name']);
  if (type === 'kubernetes.io/service-account-token' && account === '') {
    return [requiredValue('metadata.annotations[kubernetes.io/service-account.name]')];
  }
  return missing;
}

/** What is wrong with a Secret. */
export function checkSecret(object: Draft): readonly FieldError[] {
  const data = labelsIn(object['data']);
  const errors: Errors = [];
  let size = 0;
  for (const [key, value] of Object.entries(data)) {
    errors.push(...invalidFields(`data[${key}]`, key, configKeyProblems(key)));
    size += sizeOfBase64(value);
  }
  if (size > LARGEST) errors.push(tooLong('data', LARGEST));
  return [...errors, ...checkSecretType(object, data)];
}

const FROZEN = 'field is immutable when `immutable` is set';

/** What an update of an immutable ConfigMap or Secret may not change. */
export function checkFrozen(next: Draft, previous: JsonObject, fields: readonly string[]): readonly FieldError[] {
  if (previous['immutable'] !== true) return [];
  const errors: Errors = next['immutable'] === true ? [] : [forbiddenValue('immutable', FROZEN)];
  for (const field of fields) {
    if (JSON.stringify(objectIn(next[field])) !== JSON.stringify(objectIn(previous[field]))) errors.push(forbiddenValue(field, FROZEN));
  }
  return errors;
}
