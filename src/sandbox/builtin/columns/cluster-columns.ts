import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { ageOf } from '../../tables/human-duration.ts';
import { labelsIn, listIn, numberIn, objectIn, specOf, statusOf, textIn } from '../../values/read-values.ts';
import { AGE, column, CREATED_AT, integer, listed, NAME, NONE, wide } from './column.ts';

/** Columns of Namespaces. */
export const NAMESPACE_COLUMNS: readonly TableColumn[] = [NAME, column('Status', (object) => textIn(statusOf(object)['phase'])), AGE];

/** Columns of Secrets. */
export const SECRET_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Type', (object) => textIn(object['type'])),
  column('Data', (object) => Object.keys(objectIn(object['data'])).length),
  AGE,
];

/** Columns of ConfigMaps. */
export const CONFIG_MAP_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Data', (object) => Object.keys(objectIn(object['data'])).length + Object.keys(objectIn(object['binaryData'])).length),
  AGE,
];

/** Columns of ServiceAccounts. */
export const SERVICE_ACCOUNT_COLUMNS: readonly TableColumn[] = [NAME, AGE];

function nodeStatus(node: KubeObject): string {
  const ready = listIn(statusOf(node)['conditions']).find(({ type }) => type === 'Ready');
  const known = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return specOf(node)['unschedulable'] === true ? `${known},SchedulingDisabled` : known;
}

const ROLE = 'node-role.kubernetes.io/';

function nodeRoles(node: KubeObject): string {
  const roles = Object.entries(labelsIn(node.metadata.labels)).flatMap(([key, value]) => {
    if (key.startsWith(ROLE) && key.length > ROLE.length) return [key.slice(ROLE.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return listed([...new Set(roles)].toSorted());
}

const nodeAddress = (node: KubeObject, kind: string): string =>
  textIn(listIn(statusOf(node)['addresses']).find(({ type }) => type === kind)?.['address']) || NONE;
const nodeInfo = (node: KubeObject, field: string): string => textIn(objectIn(statusOf(node)['nodeInfo'])[field]);

/** Columns of Nodes. */
export const NODE_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Status', nodeStatus),
  column('Roles', nodeRoles),
  AGE,
  column('Version', (node) => nodeInfo(node, 'kubeletVersion')),
  wide('Internal-IP', (node) => nodeAddress(node, 'InternalIP')),
  wide('External-IP', (node) => nodeAddress(node, 'ExternalIP')),
  wide('OS-Image', (node) => nodeInfo(node, 'osImage') || '<unknown>'),
  wide('Kernel-Version', (node) => nodeInfo(node, 'kernelVersion') || '<unknown>'),
  wide('Container-Runtime', (node) => nodeInfo(node, 'containerRuntimeVersion') || '<unknown>'),
];

/** When an event was seen first or last: the old field, else the precise time of the new form. */
function seen(event: KubeObject, field: string, now: number): string {
  const precise = textIn(event['eventTime']);
  return ageOf(textIn(event[field]) || precise, now);
}

function lastSeen(event: KubeObject, now: number): string {
  const again = textIn(objectIn(event['series'])['lastObservedTime']);
  return again === '' ? seen(event, 'lastTimestamp', now) : ageOf(again, now);
}

function involved(event: KubeObject): string {
  const { kind, name } = objectIn(event['involvedObject']);
  return `${textIn(kind).toLowerCase()}/${textIn(name)}`;
}

function source(event: KubeObject): string {
  const { component, host } = objectIn(event['source']);
  const parts = [textIn(component) || textIn(event['reportingComponent']), textIn(host) || textIn(event['reportingInstance'])];
  return parts.filter((part) => part !== '').join(', ');
}

/** Columns of Events. */
export const EVENT_COLUMNS: readonly TableColumn[] = [
  column('Last Seen', lastSeen),
  column('Type', (event) => textIn(event['type'])),
  column('Reason', (event) => textIn(event['reason'])),
  column('Object', involved),
  wide('Subobject', (event) => textIn(objectIn(event['involvedObject'])['fieldPath'])),
  wide('Source', source),
  column('Message', (event) => textIn(event['message']).trim()),
  wide('First Seen', (event, now) => seen(event, 'firstTimestamp', now)),
  wide('Count', (event) => numberIn(objectIn(event['series'])['count']) || numberIn(event['count']) || 1),
  column('Name', ({ metadata }) => metadata.name, { priority: 1, format: 'name' }),
];

/** Columns of LimitRanges. */
export const LIMIT_RANGE_COLUMNS: readonly TableColumn[] = [NAME, CREATED_AT];

function quotaPart(quota: KubeObject, limits: boolean): string {
  const { hard, used } = statusOf(quota);
  const amounts = labelsIn(used);
  return Object.entries(labelsIn(hard))
    .filter(([name]) => name.startsWith('limits.') === limits)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, amount]) => `${name}: ${amounts[name] ?? '0'}/${amount}`)
    .join(', ');
}

/** Columns of ResourceQuotas. */
export const QUOTA_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Request', (quota) => quotaPart(quota, false)),
  column('Limit', (quota) => quotaPart(quota, true)),
  AGE,
];

const orMissing = (value: unknown): string => (typeof value === 'number' ? String(value) : textIn(value) || 'N/A');

/** Columns of PodDisruptionBudgets. */
export const BUDGET_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Min Available', (object) => orMissing(specOf(object)['minAvailable'])),
  column('Max Unavailable', (object) => orMissing(specOf(object)['maxUnavailable'])),
  integer('Allowed Disruptions', (object) => numberIn(statusOf(object)['disruptionsAllowed'])),
  AGE,
];

/** Columns of Leases. */
export const LEASE_COLUMNS: readonly TableColumn[] = [NAME, column('Holder', (object) => textIn(specOf(object)['holderIdentity'])), AGE];

/** Columns of PriorityClasses. */
export const PRIORITY_CLASS_COLUMNS: readonly TableColumn[] = [
  NAME,
  integer('Value', (object) => numberIn(object['value'])),
  column('Global-Default', (object) => object['globalDefault'] === true, { type: 'boolean' }),
  AGE,
  column('PreemptionPolicy', (object) => textIn(object['preemptionPolicy'])),
];

/** Columns of Roles and ClusterRoles. */
export const ROLE_COLUMNS: readonly TableColumn[] = [NAME, CREATED_AT];

const subjects = (object: KubeObject, kind: string): string =>
  listIn(object['subjects'])
    .filter((subject) => subject['kind'] === kind)
    .map(({ name, namespace }) => (kind === 'ServiceAccount' ? `${textIn(namespace)}/${textIn(name)}` : textIn(name)))
    .join(', ');

/** Columns of RoleBindings and ClusterRoleBindings. */
export const BINDING_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Role', (object) => {
    const { kind, name } = objectIn(object['roleRef']);
    return `${textIn(kind)}/${textIn(name)}`;
  }),
  AGE,
  wide('Users', (object) => subjects(object, 'User')),
  wide('Groups', (object) => subjects(object, 'Group')),
  wide('ServiceAccounts', (object) => subjects(object, 'ServiceAccount')),
];

/** Columns of CustomResourceDefinitions. */
export const DEFINITION_COLUMNS: readonly TableColumn[] = [NAME, CREATED_AT];
