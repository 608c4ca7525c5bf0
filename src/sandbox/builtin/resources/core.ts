import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import {
  CONFIG_MAP_COLUMNS,
  EVENT_COLUMNS,
  LIMIT_RANGE_COLUMNS,
  NAMESPACE_COLUMNS,
  NODE_COLUMNS,
  QUOTA_COLUMNS,
  SECRET_COLUMNS,
  SERVICE_ACCOUNT_COLUMNS,
} from '../columns/cluster-columns.ts';
import { ENDPOINTS_COLUMNS } from '../columns/network-columns.ts';
import { withEndpointsDefaults, withLimitRangeDefaults, withNamespaceDefaults, withNodeDefaults } from '../defaults/other-defaults.ts';
import { checkConfigMap, checkFrozen, checkSecret } from '../validation/config-checks.ts';
import { checkEvent } from '../validation/event-checks.ts';
import { joined, labelProblems } from '../validation/name-checks.ts';
import { checkLimitRange, checkQuota } from '../validation/quota-checks.ts';
import { checkEndpoints } from '../validation/small-checks.ts';
import { checkUnchanged } from '../validation/update-checks.ts';
import { fill } from '../values/change.ts';
import { labelsIn, objectIn, specOf, statusOf, textIn, textsIn } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';

type Loose = Draft & Record<string, unknown>;

/** `v1`, Namespace. */
export const NAMESPACES: ServedResource = defineBuiltin({
  group: '',
  kind: 'Namespace',
  plural: 'namespaces',
  scope: 'Cluster',
  shortNames: ['ns'],
  status: { phase: 'Active' },
  columns: NAMESPACE_COLUMNS,
  fields: (object) => ({ 'status.phase': textIn(statusOf(object)['phase']), name: object.metadata.name }),
  selectableFields: ['status.phase', 'name'],
  defaults: (object) => withNamespaceDefaults(object as Loose),
  onCreate: (object) => {
    const finalizers = textsIn(specOf(object)['finalizers']);
    return { ...object, spec: { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] } };
  },
  // What has to happen before it may go is changed by `finalize` only.
  onUpdate: (next, previous) => ({ ...next, spec: previous['spec'] }),
  nameProblem: (name) => joined(labelProblems(name)),
  returnsDeleted: true,
});

function decodedText(secret: Draft): Draft {
  const { stringData, ...rest } = secret as Loose;
  const text = labelsIn(stringData);
  if (stringData === undefined) return secret;
  const encoded = Object.fromEntries(Object.entries(text).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
  const data = { ...objectIn(rest['data']), ...encoded };
  return Object.keys(data).length === 0 ? rest : { ...rest, data };
}

/** `v1`, Secret. What is given as text is kept as data. */
export const SECRETS: ServedResource = defineBuiltin({
  group: '',
  kind: 'Secret',
  plural: 'secrets',
  columns: SECRET_COLUMNS,
  fields: (object) => ({ type: textIn(object['type']) }),
  selectableFields: ['type'],
  defaults: (secret) => fill(decodedText(secret) as Loose, { type: 'Opaque' }),
  check: checkSecret,
  checkUpdate: (next, previous) => [...checkUnchanged(next['type'], previous['type'], 'type'), ...checkFrozen(next, previous, ['data'])],
});

/** `v1`, ConfigMap. */
export const CONFIG_MAPS: ServedResource = defineBuiltin({
  group: '',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  columns: CONFIG_MAP_COLUMNS,
  check: checkConfigMap,
  checkUpdate: (next, previous) => checkFrozen(next, previous, ['data', 'binaryData']),
});

/** `v1`, ServiceAccount. */
export const SERVICE_ACCOUNTS: ServedResource = defineBuiltin({
  group: '',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  connects: ['token'],
  columns: SERVICE_ACCOUNT_COLUMNS,
  returnsDeleted: true,
});

/** `v1`, Node. Its status is kept on a create: nodes register with it. */
export const NODES: ServedResource = ((): ServedResource => {
  const nodes = defineBuiltin({
    group: '',
    kind: 'Node',
    plural: 'nodes',
    scope: 'Cluster',
    shortNames: ['no'],
    connects: ['proxy'],
    status: {},
    columns: NODE_COLUMNS,
    fields: (object) => ({ 'spec.unschedulable': specOf(object)['unschedulable'] === true ? 'true' : 'false' }),
    selectableFields: ['spec.unschedulable'],
    defaults: (node) => withNodeDefaults(node as Loose),
  });
  return { ...nodes, strategy: { ...nodes.strategy, prepareForCreate: (draft) => draft } };
})();

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

function eventFields(event: KubeObject): Readonly<Record<string, string>> {
  const involved = objectIn(event['involvedObject']);
  const { component } = objectIn(event['source']);
  const source = textIn(component) || textIn(event['reportingComponent']);
  return {
    ...Object.fromEntries(INVOLVED.map((field) => [`involvedObject.${field}`, textIn(involved[field])])),
    reason: textIn(event['reason']),
    reportingComponent: textIn(event['reportingComponent']),
    source,
    type: textIn(event['type']),
  };
}

/** `v1`, Event. */
export const EVENTS: ServedResource = defineBuiltin({
  group: '',
  kind: 'Event',
  plural: 'events',
  shortNames: ['ev'],
  createsOnUpdate: true,
  columns: EVENT_COLUMNS,
  fields: eventFields,
  selectableFields: [...INVOLVED.map((field) => `involvedObject.${field}`), 'reason', 'reportingComponent', 'source', 'type'],
  check: checkEvent,
  nameProblem: () => undefined,
  looksAtMetadataOnce: true,
});

/** `v1`, Endpoints. */
export const ENDPOINTS: ServedResource = defineBuiltin({
  group: '',
  kind: 'Endpoints',
  plural: 'endpoints',
  shortNames: ['ep'],
  createsOnUpdate: true,
  columns: ENDPOINTS_COLUMNS,
  defaults: (object) => withEndpointsDefaults(object as Loose),
  check: checkEndpoints,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
});

/** `v1`, ResourceQuota. */
export const QUOTAS: ServedResource = defineBuiltin({
  group: '',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  shortNames: ['quota'],
  status: {},
  columns: QUOTA_COLUMNS,
  check: (quota) => checkQuota(specOf(quota)),
  checkUpdate: (next, previous) => checkUnchanged(specOf(next)['scopes'], specOf(previous)['scopes'], 'spec.scopes'),
  returnsDeleted: true,
});

/** `v1`, LimitRange. */
export const LIMIT_RANGES: ServedResource = defineBuiltin({
  group: '',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  createsOnUpdate: true,
  columns: LIMIT_RANGE_COLUMNS,
  defaults: (range) => withLimitRangeDefaults(range as Loose),
  check: (range) => checkLimitRange(specOf(range)),
  looksAtMetadataOnce: true,
});
