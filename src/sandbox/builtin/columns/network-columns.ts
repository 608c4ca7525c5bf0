import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { listIn, numberIn, objectIn, specOf, statusOf, textIn, textsIn } from '../../values/read-values.ts';
import { AGE, column, labelText, NAME, NONE, selectorText, wide } from './column.ts';

function externalAddresses(service: KubeObject): string {
  const spec = specOf(service);
  const external = textsIn(spec['externalIPs']);
  const points = listIn(objectIn(statusOf(service)['loadBalancer'])['ingress']).map(({ ip, hostname }) => textIn(ip) || textIn(hostname));
  switch (spec['type']) {
    case 'LoadBalancer': {
      const all = [...points, ...external];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    case 'ExternalName':
      return textIn(spec['externalName']);
    default:
      return external.length === 0 ? NONE : external.join(',');
  }
}

function servicePorts(service: KubeObject): string {
  const ports = listIn(specOf(service)['ports']).map(({ port, nodePort, protocol }) => {
    const node = numberIn(nodePort) > 0 ? `:${String(nodePort)}` : '';
    return `${String(port)}${node}/${textIn(protocol)}`;
  });
  return ports.length === 0 ? NONE : ports.join(',');
}

/** Columns of Services. */
export const SERVICE_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Type', (service) => textIn(specOf(service)['type'])),
  column('Cluster-IP', (service) => textsIn(specOf(service)['clusterIPs'])[0] ?? NONE),
  column('External-IP', externalAddresses),
  column('Port(s)', servicePorts),
  AGE,
  wide('Selector', (service) => labelText(specOf(service)['selector'])),
];

/** The first three of a list, and how many more there are. */
function firstThree(texts: readonly string[]): string {
  const more = texts.length - 3;
  return more > 0 ? `${texts.slice(0, 3).join(',')} + ${String(more)} more...` : texts.join(',');
}

function ingressHosts(ingress: KubeObject): string {
  const hosts = listIn(specOf(ingress)['rules'])
    .map(({ host }) => textIn(host))
    .filter((host) => host !== '');
  return hosts.length === 0 ? '*' : firstThree(hosts);
}

/** Columns of Ingresses. */
export const INGRESS_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Class', (ingress) => textIn(specOf(ingress)['ingressClassName']) || NONE),
  column('Hosts', ingressHosts),
  column('Address', (ingress) => {
    const points = listIn(objectIn(statusOf(ingress)['loadBalancer'])['ingress']);
    return points.map(({ ip, hostname }) => textIn(ip) || textIn(hostname)).join(',');
  }),
  column('Ports', (ingress) => (listIn(specOf(ingress)['tls']).length > 0 ? '80, 443' : '80')),
  AGE,
];

/** Columns of IngressClasses. */
export const INGRESS_CLASS_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Controller', (object) => textIn(specOf(object)['controller'])),
  column('Parameters', (object) => {
    const { parameters } = specOf(object);
    if (parameters === undefined) return NONE;
    const { apiGroup, kind, name } = objectIn(parameters);
    return `${textIn(kind)}${apiGroup === undefined ? '' : `.${textIn(apiGroup)}`}/${textIn(name)}`;
  }),
  AGE,
];

/** Columns of NetworkPolicies. */
export const NETWORK_POLICY_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Pod-Selector', (object) => selectorText(specOf(object)['podSelector'])),
  AGE,
];

function hostPort(address: string, port: unknown): string {
  return `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
}

function endpointTexts(subset: JsonObject): readonly string[] {
  const addresses = listIn(subset['addresses']).map(({ ip }) => textIn(ip));
  const ports = listIn(subset['ports']);
  return ports.length === 0 ? addresses : ports.flatMap(({ port }) => addresses.map((address) => hostPort(address, port)));
}

/** Columns of Endpoints. */
export const ENDPOINTS_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Endpoints', (object) => {
    const subsets = listIn(object['subsets']);
    return subsets.length === 0 ? NONE : firstThree(subsets.flatMap(endpointTexts));
  }),
  AGE,
];

/** Columns of EndpointSlices. */
export const SLICE_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('AddressType', (object) => textIn(object['addressType'])),
  column('Ports', (object) => {
    const ports = listIn(object['ports']).map(({ port }) => (typeof port === 'number' ? String(port) : '*'));
    return ports.length === 0 ? '<unset>' : firstThree(ports);
  }),
  column('Endpoints', (object) => {
    const addresses = listIn(object['endpoints']).flatMap((endpoint) => [...textsIn(endpoint['addresses'])]);
    return addresses.length === 0 ? '<unset>' : firstThree(addresses);
  }),
  AGE,
];
