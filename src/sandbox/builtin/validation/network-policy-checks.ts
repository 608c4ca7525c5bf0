import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { blockProblems, isStrictlyInside, parseBlock } from './address-checks.ts';
import { checkSupported, invalidField, invalidFields, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { checkPortOrName } from './handler-checks.ts';
import { checkLabelSelector } from './selector-checks.ts';

function checkPort(port: JsonObject, at: string): readonly FieldError[] {
  const errors: Errors = [...checkSupported(`${at}.protocol`, port['protocol'], ['TCP', 'UDP', 'SCTP'])];
  const { port: number, endPort } = port;
  if (number !== undefined) errors.push(...checkPortOrName(number, `${at}.port`));
  if (typeof endPort !== 'number') return errors;
  if (number === undefined) errors.push(invalidField(`${at}.endPort`, endPort, 'may not be specified when `port` is not specified'));
  else if (typeof number === 'string')
    errors.push(invalidField(`${at}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
  // The server quotes the port here, not its end.
  else if (typeof number === 'number' && endPort < number)
    errors.push(invalidField(`${at}.endPort`, number, 'must be greater than or equal to `port`'));
  return errors;
}

function checkBlock(block: JsonObject, at: string): readonly FieldError[] {
  const cidr = textIn(block['cidr']);
  if (cidr === '') return [requiredValue(`${at}.cidr`)];
  const outer = parseBlock(cidr);
  if (outer === undefined) return invalidFields(`${at}.cidr`, cidr, blockProblems(cidr));
  return textsIn(block['except']).flatMap((text, index) => {
    const here = `${at}.except[${String(index)}]`;
    const inner = parseBlock(text);
    if (inner === undefined) return invalidFields(here, text, blockProblems(text));
    return isStrictlyInside(inner, outer) ? [] : [invalidField(here, text, 'must be a strict subset of `cidr`')];
  });
}

function checkPeer(peer: JsonObject, at: string): readonly FieldError[] {
  const selectors = ['podSelector', 'namespaceSelector'].filter((name) => peer[name] !== undefined);
  const errors: Errors = selectors.flatMap((name) => [...checkLabelSelector(peer[name], `${at}.${name}`)]);
  const block = peer['ipBlock'];
  if (block !== undefined) errors.push(...checkBlock(objectIn(block), `${at}.ipBlock`));
  if (selectors.length === 0 && block === undefined) errors.push(requiredValue(at, 'must specify a peer'));
  if (selectors.length > 0 && block !== undefined) errors.push(forbiddenValue(at, 'may not specify both ipBlock and another peer'));
  return errors;
}

function checkRules(rules: readonly JsonObject[], peers: string, at: string): readonly FieldError[] {
  return rules.flatMap((rule, index) => {
    const here = `${at}[${String(index)}]`;
    return [
      ...listIn(rule['ports']).flatMap((port, place) => checkPort(port, `${here}.ports[${String(place)}]`)),
      ...listIn(rule[peers]).flatMap((peer, place) => checkPeer(peer, `${here}.${peers}[${String(place)}]`)),
    ];
  });
}

/** What is wrong with a NetworkPolicy's spec. */
export function checkNetworkPolicy(spec: JsonObject): readonly FieldError[] {
  const types = textsIn(spec['policyTypes']);
  const errors: Errors = [
    ...checkLabelSelector(spec['podSelector'], 'spec.podSelector'),
    ...checkRules(listIn(spec['ingress']), 'from', 'spec.ingress'),
    ...checkRules(listIn(spec['egress']), 'to', 'spec.egress'),
  ];
  if (types.length > 2) return [...errors, invalidField('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  types.forEach((type, index) => errors.push(...checkSupported(`spec.policyTypes[${String(index)}]`, type, ['Ingress', 'Egress'])));
  return errors;
}
