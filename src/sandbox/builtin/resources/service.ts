import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { SERVICE } from '../../../kernel/builtin-types.ts';
import { invalid } from '../../failures/common-failures.ts';
import type { Draft, WriteContext } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { sameValue } from '../../values/same-value.ts';
import { SERVICE_COLUMNS } from '../columns/network-columns.ts';
import { isExternallyAccessible, withServiceDefaults } from '../defaults/service-defaults.ts';
import { invalidField } from '../validation/field-errors.ts';
import { joined, labelProblems } from '../validation/name-checks.ts';
import { checkService, checkServiceUpdate } from '../validation/service-checks.ts';
import { put } from '../values/change.ts';
import { listIn, numberIn, specOf, textIn, textsIn } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';
import { addressProblem, freeAddress, freeNodePort, nodePortProblem } from './service-allocation.ts';

type Loose = Draft & Record<string, unknown>;

function refuse(name: string, field: string, value: unknown, why: string): never {
  throw invalid(SERVICE, name, [invalidField(field, value, why)]);
}

/** The one address that the old and the new field tell. */
function withSameAddress(spec: JsonObject): JsonObject {
  const single = textIn(spec['clusterIP']);
  const [first] = textsIn(spec['clusterIPs']);
  if (single !== '' && first === undefined) return put(spec, 'clusterIPs', [single]);
  return spec;
}

function withAddress(spec: JsonObject, name: string, { read, random }: WriteContext): JsonObject {
  if (spec['type'] === 'ExternalName') return spec;
  const given = withSameAddress(spec);
  const selectorless = given['selector'] === undefined;
  const [address] = textsIn(given['clusterIPs']);
  const headless = address === 'None';
  const dual = headless && selectorless;
  const families = { ipFamilies: dual ? ['IPv4', 'IPv6'] : ['IPv4'], ipFamilyPolicy: dual ? 'RequireDualStack' : 'SingleStack' };
  const complete = { ...families, ...given };
  if (headless) return complete;
  const services = read('services');
  if (address === undefined) {
    const free = freeAddress(services, random);
    return { ...complete, clusterIP: free, clusterIPs: [free] };
  }
  const problem = addressProblem(address, services);
  if (problem !== undefined) refuse(name, 'spec.clusterIPs', [address], `failed to allocate IP ${address}: ${problem}`);
  return complete;
}

function needsNodePorts(spec: JsonObject): boolean {
  return spec['type'] === 'NodePort' || (spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false);
}

function withNodePorts(spec: JsonObject, name: string, { read, random }: WriteContext): JsonObject {
  if (!needsNodePorts(spec)) return spec;
  const others = read('services').filter(({ metadata }) => metadata.name !== name);
  const taken = new Set<number>();
  const ports = listIn(spec['ports']).map((port, index) => {
    const wanted = numberIn(port['nodePort']);
    if (wanted !== 0) {
      const problem = nodePortProblem(wanted, others);
      if (problem !== undefined) refuse(name, `spec.ports[${String(index)}].nodePort`, wanted, problem);
      taken.add(wanted);
      return port;
    }
    const free = freeNodePort(others, taken, random);
    taken.add(free);
    return { ...port, nodePort: free };
  });
  return ports.length === 0 ? spec : { ...spec, ports };
}

function onCreate(service: Draft, context: WriteContext): Draft {
  const { name } = service.metadata;
  const spec = withNodePorts(specOf(service), name, context);
  // What is wrong otherwise is told before an address is looked for.
  if (checkService(withSameAddress(spec)).length > 0) return { ...service, spec: withSameAddress(spec) };
  return { ...service, spec: withAddress(spec, name, context) };
}

const KEPT = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'];

/** What an update leaves out of the addresses, it keeps; node ports of the same ports as well. */
function onUpdate(next: Draft, previous: KubeObject, context: WriteContext): Draft {
  const before = specOf(previous);
  let spec = specOf(next);
  const { name } = next.metadata;
  spec = withoutFieldsOfOtherTypes(spec, before);
  if (spec['type'] === 'ExternalName') return { ...next, spec: withoutSameNodePorts(spec, before) };
  if (before['type'] !== 'ExternalName') {
    const single = textIn(spec['clusterIP']);
    const many = textsIn(spec['clusterIPs']);
    if (single === '' && many.length === 0) spec = put(put(spec, 'clusterIP', before['clusterIP']), 'clusterIPs', before['clusterIPs']);
    else if (single === '') spec = put(spec, 'clusterIP', many[0]);
    else if (many.length === 0) spec = put(spec, 'clusterIPs', [single]);
    for (const field of ['ipFamilies', 'ipFamilyPolicy']) if (spec[field] === undefined) spec = put(spec, field, before[field]);
  }
  spec = needsNodePorts(spec) ? withNodePorts(withPortsOf(spec, before), name, context) : withoutSameNodePorts(spec, before);
  return { ...next, spec: textsIn(spec['clusterIPs']).length === 0 ? withAddress(spec, name, context) : spec };
}

const NEEDED: Readonly<Record<string, (spec: JsonObject) => boolean>> = {
  ...Object.fromEntries([...KEPT, 'internalTrafficPolicy'].map((field) => [field, (spec: JsonObject) => spec['type'] !== 'ExternalName'])),
  externalTrafficPolicy: isExternallyAccessible,
  allocateLoadBalancerNodePorts: (spec) => spec['type'] === 'LoadBalancer',
  loadBalancerClass: (spec) => spec['type'] === 'LoadBalancer',
};

/** What only the former type had goes with it, unless the client changed it as well. */
function withoutFieldsOfOtherTypes(spec: JsonObject, before: JsonObject): JsonObject {
  let result = spec;
  for (const [field, isNeeded] of Object.entries(NEEDED)) {
    if (isNeeded(before) && !isNeeded(spec) && sameValue(spec[field], before[field])) result = put(result, field, undefined);
  }
  return result;
}

function portKey(port: JsonObject): string {
  return `${textIn(port['protocol'])}/${String(port['port'])}`;
}

function withPortsOf(spec: JsonObject, before: JsonObject): JsonObject {
  const known = new Map(listIn(before['ports']).map((port) => [portKey(port), numberIn(port['nodePort'])]));
  const ports = listIn(spec['ports']).map((port) => {
    const kept = known.get(portKey(port)) ?? 0;
    return numberIn(port['nodePort']) === 0 && kept !== 0 ? { ...port, nodePort: kept } : port;
  });
  return ports.length === 0 ? spec : put(spec, 'ports', ports);
}

function withoutNodePorts(spec: JsonObject): JsonObject {
  return spec['ports'] === undefined
    ? spec
    : put(
        spec,
        'ports',
        listIn(spec['ports']).map((port) => put(port, 'nodePort', undefined)),
      );
}

/** A service that needs no node ports any more loses those that the client just sent back. */
function withoutSameNodePorts(spec: JsonObject, before: JsonObject): JsonObject {
  return needsNodePorts(before) ? withoutNodePorts(spec) : spec;
}

/** `v1`, Service. */
export const SERVICES: ServedResource = defineBuiltin({
  group: '',
  kind: 'Service',
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  connects: ['proxy'],
  status: { loadBalancer: {} },
  columns: SERVICE_COLUMNS,
  fields: (service) => ({ 'spec.clusterIP': textIn(specOf(service)['clusterIP']), 'spec.type': textIn(specOf(service)['type']) }),
  selectableFields: ['spec.clusterIP', 'spec.type'],
  defaults: (service) => withServiceDefaults(service as Loose),
  onCreate,
  onUpdate,
  check: (service) => checkService(specOf(service)),
  checkUpdate: (next, previous) => checkServiceUpdate(specOf(next), specOf(previous)),
  nameProblem: (name) => joined(labelProblems(name)),
  warnings: (service) => {
    const spec = specOf(service);
    const ignored = spec['clusterIP'] === 'None' && textsIn(spec['externalIPs']).length > 0;
    return ignored ? ['spec.externalIPs is ignored for headless services'] : [];
  },
  createsOnUpdate: true,
  returnsDeleted: true,
});
