import { isIP } from 'node:net';
import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, numberIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { invalidField, invalidFields, unsupported, type Errors } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { labelProblems, portNameProblems, portNumberProblems, subdomainProblems, wildcardProblems } from './name-checks.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const INVALID_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const INVALID_ENDS = ['/..', '/.'];

function hostProblems(host: string): readonly string[] {
  return host.includes('*') ? wildcardProblems(host) : subdomainProblems(host);
}

function checkServiceBackend(service: JsonObject, at: string): readonly FieldError[] {
  const name = textIn(service['name']);
  const port = objectIn(service['port']);
  const errors: Errors = [];
  if (name === '') errors.push(requiredValue(`${at}.service.name`));
  else errors.push(...invalidFields(`${at}.service.name`, name, labelProblems(name)));
  const hasName = textIn(port['name']) !== '';
  const hasNumber = numberIn(port['number']) !== 0;
  if (hasName && hasNumber) errors.push(invalidField(at, '', 'cannot set both port name & port number'));
  else if (hasName) errors.push(...invalidFields(`${at}.service.port.name`, port['name'], portNameProblems(textIn(port['name']))));
  else if (hasNumber)
    errors.push(...invalidFields(`${at}.service.port.number`, port['number'], portNumberProblems(numberIn(port['number']))));
  else errors.push(requiredValue(at, 'port name or number is required'));
  return errors;
}

function checkBackend(given: unknown, at: string): readonly FieldError[] {
  const backend = objectIn(given);
  const hasService = backend['service'] !== undefined;
  const hasResource = backend['resource'] !== undefined;
  if (hasService && hasResource) return [invalidField(at, '', 'cannot set both resource and service backends')];
  if (!hasService && !hasResource) return [invalidField(at, '', 'resource or service backend is required')];
  return hasService ? checkServiceBackend(objectIn(backend['service']), at) : [];
}

function checkAbsolutePath(path: string, at: string): readonly FieldError[] {
  if (!path.startsWith('/')) return [invalidField(at, path, 'must be an absolute path')];
  return [
    ...INVALID_PARTS.filter((part) => path.includes(part)).map((part) => invalidField(at, path, `must not contain '${part}'`)),
    ...INVALID_ENDS.filter((part) => path.endsWith(part)).map((part) => invalidField(at, path, `cannot end with '${part}'`)),
  ];
}

function checkPath(path: JsonObject, at: string): readonly FieldError[] {
  const type = path['pathType'];
  if (type === undefined || type === null) return [requiredValue(`${at}.pathType`, 'pathType must be specified')];
  const text = textIn(path['path']);
  const errors: Errors = [];
  if (type === 'Exact' || type === 'Prefix') errors.push(...checkAbsolutePath(text, `${at}.path`));
  else if (type !== 'ImplementationSpecific') errors.push(unsupported(`${at}.pathType`, type, PATH_TYPES));
  else if (text !== '' && !text.startsWith('/')) errors.push(invalidField(`${at}.path`, text, 'must be an absolute path'));
  return [...errors, ...checkBackend(path['backend'], `${at}.backend`)];
}

function checkRule(rule: JsonObject, at: string): readonly FieldError[] {
  const host = textIn(rule['host']);
  const errors: Errors = [];
  if (isIP(host) !== 0) errors.push(invalidField(`${at}.host`, host, 'must be a DNS name, not an IP address'));
  else if (host !== '') errors.push(...invalidFields(`${at}.host`, host, hostProblems(host)));
  const http = rule['http'];
  if (http === undefined) return errors;
  const paths = listIn(objectIn(http)['paths']);
  if (paths.length === 0) errors.push(requiredValue(`${at}.http.paths`));
  return [...errors, ...paths.flatMap((path, index) => checkPath(path, `${at}.http.paths[${String(index)}]`))];
}

function checkTls(tls: JsonObject, at: string): readonly FieldError[] {
  const secret = textIn(tls['secretName']);
  return [
    ...textsIn(tls['hosts']).flatMap((host, index) => invalidFields(`${at}.hosts[${String(index)}]`, host, hostProblems(host))),
    ...(secret === '' ? [] : invalidFields(`${at}.secretName`, secret, subdomainProblems(secret))),
  ];
}

/** What is wrong with an Ingress's spec. */
export function checkIngress(spec: JsonObject): readonly FieldError[] {
  const rules = listIn(spec['rules']);
  const errors: Errors = [];
  if (rules.length === 0 && spec['defaultBackend'] === undefined) {
    errors.push(invalidField('spec', rules.length === 0 ? null : rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (spec['defaultBackend'] !== undefined) errors.push(...checkBackend(spec['defaultBackend'], 'spec.defaultBackend'));
  rules.forEach((rule, index) => errors.push(...checkRule(rule, `spec.rules[${String(index)}]`)));
  listIn(spec['tls']).forEach((tls, index) => errors.push(...checkTls(tls, `spec.tls[${String(index)}]`)));
  const name = spec['ingressClassName'];
  if (typeof name === 'string') errors.push(...invalidFields('spec.ingressClassName', name, subdomainProblems(name)));
  return errors;
}

/** What is wrong with an IngressClass's spec. */
export function checkIngressClass(spec: JsonObject): readonly FieldError[] {
  const controller = textIn(spec['controller']);
  if (controller === '') return [requiredValue('spec.controller')];
  const [domain = '', ...rest] = controller.split('/');
  const fits = subdomainProblems(domain).length === 0 && rest.length > 0 && rest.join('/') !== '';
  return fits ? [] : [invalidField('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
}
