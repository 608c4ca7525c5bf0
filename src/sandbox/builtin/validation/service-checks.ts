import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { isExternallyAccessible } from '../defaults/service-defaults.ts';
import { listIn, numberIn, textIn, textsIn } from '../../values/read-values.ts';
import { addressProblems } from './address-checks.ts';
import { checkSupported, duplicate, invalidField, invalidFields, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { checkPortOrName } from './handler-checks.ts';
import { labelProblems, portNumberProblems, subdomainProblems } from './name-checks.ts';
import { checkLabels } from './selector-checks.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** A port as the server's own struct is printed in messages. */
function printed(port: JsonObject): Readonly<Record<string, unknown>> {
  return { Name: '', Protocol: port['protocol'], AppProtocol: null, Port: port['port'], TargetPort: 0, NodePort: 0 };
}

function checkPort(port: JsonObject, alone: boolean, names: Set<string>, at: string): readonly FieldError[] {
  const errors: Errors = [];
  const name = textIn(port['name']);
  if (!alone && name === '') errors.push(requiredValue(`${at}.name`));
  else if (name !== '') {
    errors.push(...invalidFields(`${at}.name`, name, labelProblems(name)));
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  errors.push(...invalidFields(`${at}.port`, numberIn(port['port']), portNumberProblems(numberIn(port['port']))));
  errors.push(...checkSupported(`${at}.protocol`, port['protocol'], ['SCTP', 'TCP', 'UDP']));
  return [...errors, ...checkPortOrName(port['targetPort'] ?? 0, `${at}.targetPort`)];
}

function checkAddresses(spec: JsonObject): readonly FieldError[] {
  const type = textIn(spec['type']);
  return textsIn(spec['clusterIPs']).flatMap((address, index) => {
    const at = `spec.clusterIPs[${String(index)}]`;
    if (address !== 'None') return invalidFields(at, address, addressProblems(address));
    return type === 'ClusterIP' || type === '' ? [] : [invalidField(at, address, `may not be set to 'None' for ${type} services`)];
  });
}

function checkExternalName(spec: JsonObject): readonly FieldError[] {
  const name = textIn(spec['externalName']).replace(/\.$/, '');
  if (spec['type'] !== 'ExternalName') return [];
  if (textIn(spec['clusterIP']) !== '') return [forbiddenValue('spec.clusterIPs', "may not be set when `type` is 'ExternalName'")];
  return name === '' ? [requiredValue('spec.externalName')] : invalidFields('spec.externalName', name, subdomainProblems(name));
}

function checkPorts(spec: JsonObject): readonly FieldError[] {
  const ports = listIn(spec['ports']);
  const names = new Set<string>();
  const errors: Errors = ports.flatMap((port, index) => [...checkPort(port, ports.length === 1, names, `spec.ports[${String(index)}]`)]);
  return errors;
}

function checkPortUse(spec: JsonObject): readonly FieldError[] {
  const type = textIn(spec['type']);
  const taken = new Set<string>();
  const nodePorts = new Set<string>();
  return listIn(spec['ports']).flatMap((port, index) => {
    const at = `spec.ports[${String(index)}]`;
    const errors: Errors = [];
    const node = numberIn(port['nodePort']);
    const key = `${textIn(port['protocol'])}/${String(port['port'])}`;
    if (taken.has(key)) errors.push(duplicate(at, printed(port)));
    taken.add(key);
    if (node === 0) return errors;
    const nodeKey = `${textIn(port['protocol'])}/${String(node)}`;
    if (type === 'ClusterIP' || type === 'ExternalName')
      errors.push(forbiddenValue(`${at}.nodePort`, `may not be used when \`type\` is '${type}'`));
    else if (nodePorts.has(nodeKey)) errors.push(duplicate(`${at}.nodePort`, node));
    nodePorts.add(nodeKey);
    return errors;
  });
}

function checkTraffic(spec: JsonObject): readonly FieldError[] {
  const external = textIn(spec['externalTrafficPolicy']);
  const errors: Errors = [];
  if (isExternallyAccessible(spec)) errors.push(...checkSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']));
  else if (external !== '')
    errors.push(invalidField('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services'));
  const internal = spec['internalTrafficPolicy'];
  if (internal !== undefined) errors.push(...checkSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']));
  return errors;
}

/** What is wrong with a Service's spec. */
export function checkService(spec: JsonObject): readonly FieldError[] {
  const type = textIn(spec['type']);
  const errors: Errors = [];
  const needsPorts = type !== 'ExternalName' && spec['clusterIP'] !== 'None';
  if (listIn(spec['ports']).length === 0 && needsPorts) errors.push(requiredValue('spec.ports'));
  errors.push(...checkPorts(spec), ...checkLabels(spec['selector'], 'spec.selector'));
  errors.push(...checkSupported('spec.sessionAffinity', spec['sessionAffinity'], ['ClientIP', 'None']), ...checkAddresses(spec));
  textsIn(spec['externalIPs']).forEach((address, index) =>
    errors.push(...invalidFields(`spec.externalIPs[${String(index)}]`, address, addressProblems(address))),
  );
  errors.push(...checkSupported('spec.type', type, TYPES), ...checkPortUse(spec), ...checkTraffic(spec), ...checkExternalName(spec));
  return errors;
}

/** What an update of a Service may not change: its first address, unless its type does away with it. */
export function checkServiceUpdate(spec: JsonObject, previous: JsonObject): readonly FieldError[] {
  const before = textsIn(previous['clusterIPs']);
  const after = textsIn(spec['clusterIPs']);
  const free = spec['type'] === 'ExternalName' || previous['type'] === 'ExternalName';
  if (free || before[0] === undefined || before[0] === after[0]) return [];
  return [invalidField('spec.clusterIPs[0]', after, 'may not change once set')];
}
