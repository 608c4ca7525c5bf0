import { isIP } from 'node:net';
import { CliError, usageError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { tenantNames } from '../../../../templates/neurallog/names.ts';
import { labelsOfNamespace, tenantNamespace, tenantsOf } from './network-view.ts';
import type { NetworkView } from './network-view.ts';
import type { Endpoint } from './simulate/endpoint.ts';
import type { Labels } from './simulate/label-selector.ts';

/** An end of a connection as it was written. */
export type EndpointWords = { readonly text: string } & (
  | { readonly is: 'address'; readonly address: string }
  /** Any pod of a namespace that has these labels and no others. */
  | { readonly is: 'namespace'; readonly namespace: string; readonly labels: Labels }
  | { readonly is: 'pod'; readonly namespace: string; readonly pod: string }
  /** A part of a tenant; where there is no such tenant and `mayBePod` is set, a pod. */
  | { readonly is: 'component'; readonly tenant: string; readonly component: string; readonly mayBePod: boolean }
);

/** An end of a connection with the pods that it stands for. */
export interface NamedEndpoint {
  readonly text: string;
  /** At least one. */
  readonly ends: readonly Endpoint[];
}

export const ENDPOINT_FORMS = 'TENANT/COMPONENT, NAMESPACE/POD, ns:NAME, ns:NAME:LABEL=VALUE,... or ip:ADDRESS';

function refused(text: string): CliError {
  return usageError(`"${text}" is no end of a connection`, `write it like ${ENDPOINT_FORMS}`);
}

function labelsIn(text: string, whole: string): Labels {
  const pairs = text.split(',').map((pair): readonly [string, string] => {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw usageError(`"${pair}" in "${whole}" is no LABEL=VALUE`, 'write it like ns:monitoring:app=prometheus');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return Object.fromEntries(pairs);
}

/** Reads one end of a connection. Throws a usage error that lists the forms. */
export function parseEndpoint(text: string): EndpointWords {
  if (text.startsWith('ip:')) {
    const address = text.slice('ip:'.length);
    if (isIP(address) === 0) throw usageError(`"${address}" is no IP address`, 'write it like ip:203.0.113.7');
    return { text, is: 'address', address };
  }
  if (text.startsWith('ns:')) {
    const [, namespace = '', ...rest] = text.split(':');
    if (namespace === '' || namespace.includes('/')) throw refused(text);
    return { text, is: 'namespace', namespace, labels: rest.length === 0 ? {} : labelsIn(rest.join(':'), text) };
  }
  const isPod = text.startsWith('pod:');
  const words = (isPod ? text.slice('pod:'.length) : text).split('/');
  const isTenant = !isPod && words.length === 3 && /^tenants?$/i.test(words[0] ?? '');
  const [first = '', second = '', ...more] = isTenant ? words.slice(1) : words;
  if (first === '' || second === '' || more.length > 0) throw refused(text);
  if (isPod) return { text, is: 'pod', namespace: first, pod: second };
  return { text, is: 'component', tenant: first, component: second, mayBePod: !isTenant };
}

/** The namespaces that must be known to say what an end stands for. */
export function namespacesOf(words: EndpointWords): readonly string[] {
  switch (words.is) {
    case 'address':
      return [];
    case 'namespace':
    case 'pod':
      return [words.namespace];
    case 'component':
      return [tenantNames.namespace(words.tenant), ...(words.mayBePod ? [words.tenant] : [])];
  }
}

function notFound(message: string, fix: string): CliError {
  return new CliError({ exit: EXIT.notFound, message, fix });
}

function podIn(view: NetworkView, namespace: string, pod: string): Endpoint | undefined {
  return view.pods.find((candidate) => candidate.namespace === namespace && candidate.name === pod);
}

function componentIn(view: NetworkView, words: Extract<EndpointWords, { is: 'component' }>): readonly Endpoint[] {
  const { tenant, component, mayBePod } = words;
  const namespace = tenantNamespace(view, tenant);
  if (namespace === undefined) {
    const pod = mayBePod ? podIn(view, tenant, component) : undefined;
    if (pod !== undefined) return [pod];
    const known = tenantsOf(view);
    throw notFound(
      `there is no tenant ${tenant}${mayBePod ? ` and no pod ${component} in a namespace ${tenant}` : ''}`,
      known.length === 0 ? `write it like ${ENDPOINT_FORMS}` : `there is: ${known.join(', ')}`,
    );
  }
  const own = view.workloads.filter((workload) => workload.namespace === namespace);
  const found = own.filter((workload) => workload.component === component || workload.name === component);
  if (found.length > 0) return found.flatMap(({ pods }) => pods);
  const pod = podIn(view, namespace, component);
  if (pod !== undefined) return [pod];
  const parts = [...new Set(own.map((workload) => workload.component))];
  throw notFound(
    `tenant ${tenant} has no component ${component}`,
    parts.length === 0 ? 'it has none yet: wait until it is ready' : `it has ${parts.join(', ')}`,
  );
}

/** The pods behind an end. Throws a CliError (exit 4) for what there is not. */
export function resolveEndpoint(words: EndpointWords, view: NetworkView): NamedEndpoint {
  const { text } = words;
  if (words.is === 'address') return { text, ends: [{ is: 'address', address: words.address }] };
  if (words.is === 'component') return { text, ends: componentIn(view, words) };
  const { namespace } = words;
  const namespaceLabels = labelsOfNamespace(view, namespace);
  if (namespaceLabels === undefined) throw notFound(`there is no namespace ${namespace}`, 'kubectl get namespaces');
  if (words.is === 'pod') {
    const pod = podIn(view, namespace, words.pod);
    if (pod === undefined) throw notFound(`there is no pod ${words.pod} in namespace ${namespace}`, `kubectl get pods -n ${namespace}`);
    return { text, ends: [pod] };
  }
  const { labels } = words;
  const any: Endpoint = {
    is: 'pod',
    namespace,
    name: '',
    labels,
    namespaceLabels,
    namedPorts: [],
    addresses: [],
    isOne: false,
    hostNetwork: false,
  };
  return { text, ends: [any] };
}
