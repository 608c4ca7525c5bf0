import {
  CONFIG_MAP,
  CUSTOM_RESOURCE_DEFINITION,
  DEPLOYMENT,
  EVENT,
  LEASE,
  NAMESPACE,
  NETWORK_POLICY,
  PERSISTENT_VOLUME_CLAIM,
  SECRET,
  STORAGE_CLASS,
} from '../../../kernel/builtin-types.ts';
import { ABI_RIGHTS, INSTANCE_ADVICE } from '../../abi/shared/abi-rights.ts';
import { BACKUP_RIGHTS } from '../../maia/backup/shared/backup-rights.ts';
import { neurallogTenantKind } from '../../neurallog/shared/tenant-words.ts';
import { agentKind } from '../../kaos/shared/agent-words.ts';
import { PORT_FORWARD, REACH_RIGHTS, SERVICE_PROXY } from '../../kaos/shared/servers/reach-rights.ts';
import { MARIE_RIGHTS } from '../../marie/shared/marie-rights.ts';
import { INSTALL_OPERATOR, OPERATOR_COMMAND_RIGHTS, UNINSTALL_OPERATOR } from '../../operator/shared/operator-rights.ts';
import { tenantKind } from '../../maia/shared/tenant-words.ts';
import { DOCTOR_RIGHTS } from '../doctor/doctor-rights.ts';
import { JOB, POD, REPLICA_SET, STATEFUL_SET } from '../describe-object/known-types.ts';
import type { CommandRights, OtherRight } from './rights-of-command.ts';

export type { CommandRights, OtherRight } from './rights-of-command.ts';

const LIST_EVENTS: OtherRight = { type: EVENT, verbs: ['list'] };
/** A command or a loop goes on where it may not tell what it did, but whoever grants it rights wants to be told. */
const WRITE_EVENTS: OtherRight = { type: EVENT, verbs: ['create'] };
/** Whether an operator runs. */
const OPERATORS: readonly OtherRight[] = [
  { type: DEPLOYMENT, verbs: ['get', 'list'] },
  { type: LEASE, verbs: ['get', 'list'] },
];
/** What taking an operator over needs besides looking for it. */
const TAKE_OVER: readonly OtherRight[] = [
  { type: DEPLOYMENT, verbs: ['patch'] },
  { type: { ...DEPLOYMENT, plural: 'deployments/scale' }, verbs: ['patch'] },
  { type: POD, verbs: ['list'] },
];
/** What stands behind a workload that does not come up. */
const WORKLOADS: readonly OtherRight[] = [POD, REPLICA_SET, JOB, DEPLOYMENT, STATEFUL_SET].map((type) => ({ type, verbs: ['list'] }));

/** What looking at a migration needs: the server is asked by dry runs, which want the rights of the real thing. */
const MIGRATE: CommandRights & { readonly others: readonly OtherRight[] } = {
  own: ['list'],
  children: ['get', 'list', 'create', 'patch'],
  others: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get'] }, ...OPERATORS],
  optional: [{ type: POD, verbs: ['list'] }],
};

/** What a simulation of network policies looks at. */
const NETWORK: CommandRights = {
  others: [
    { type: NAMESPACE, verbs: ['get', 'list'] },
    ...[NETWORK_POLICY, POD, DEPLOYMENT, STATEFUL_SET].map((type): OtherRight => ({ type, verbs: ['list'] })),
  ],
};

/** The rights of every command that talks to a cluster. Manifests of other types need the same verbs on those. */
export const COMMAND_RIGHTS: Readonly<Record<string, CommandRights>> = {
  'agent graph': { own: ['list', 'watch'] },
  'agent peers add': {
    others: [{ type: agentKind(), verbs: ['get', 'patch'] }],
    optional: [{ type: agentKind(), verbs: ['list', 'watch'] }, ...OPERATORS, LIST_EVENTS],
  },
  'agent peers remove': {
    others: [{ type: agentKind(), verbs: ['get', 'patch'] }],
    optional: [{ type: agentKind(), verbs: ['list', 'watch'] }, ...OPERATORS, LIST_EVENTS],
  },
  apply: { own: ['get', 'create', 'patch'], optional: [...OPERATORS, LIST_EVENTS] },
  ...ABI_RIGHTS,
  ...OPERATOR_COMMAND_RIGHTS,
  ...MARIE_RIGHTS,
  ...BACKUP_RIGHTS,
  ...REACH_RIGHTS,
  check: {
    optional: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get'] }, { type: STORAGE_CLASS, verbs: ['list'] }, ...OPERATORS],
  },
  create: { own: ['get', 'create'], optional: [...OPERATORS, LIST_EVENTS] },
  delete: { own: ['get', 'list', 'watch', 'delete'], optional: [...WORKLOADS, LIST_EVENTS], optionalChildren: ['list'] },
  describe: { own: ['get', 'list'], optional: [...WORKLOADS, LIST_EVENTS, { type: SECRET, verbs: ['get'] }], optionalChildren: ['list'] },
  diff: { own: ['get', 'create', 'patch'], children: ['get', 'list', 'create', 'patch'] },
  doctor: DOCTOR_RIGHTS,
  events: { own: ['get'], others: [{ type: EVENT, verbs: ['list', 'watch'] }], optional: WORKLOADS, optionalChildren: ['list'] },
  get: { own: ['get', 'list', 'watch'] },
  install: { others: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get', 'create', 'patch'] }], optional: INSTALL_OPERATOR },
  'keys list': { others: [{ type: tenantKind(), verbs: ['get'] }], optional: [{ type: SECRET, verbs: ['get'] }] },
  'keys revoke': {
    others: [{ type: tenantKind(), verbs: ['get', 'patch'] }],
    optional: [{ type: SECRET, verbs: ['get'] }, ...OPERATORS],
  },
  'keys rotate': {
    others: [{ type: tenantKind(), verbs: ['get', 'patch'] }],
    optional: [{ type: SECRET, verbs: ['get'] }, ...OPERATORS],
  },
  logs: {
    own: ['get'],
    others: [
      ...[POD, DEPLOYMENT, STATEFUL_SET, JOB].map((type): OtherRight => ({ type, verbs: ['list'] })),
      { type: { ...POD, plural: 'pods/log' }, verbs: ['get'] },
    ],
  },
  'migrate apply': {
    ...MIGRATE,
    others: [...MIGRATE.others, { type: CUSTOM_RESOURCE_DEFINITION, verbs: ['create', 'patch'] }, ...TAKE_OVER],
    children: ['get', 'list', 'create', 'patch'],
  },
  'migrate plan': MIGRATE,
  'migrate rollback': { others: [...OPERATORS, { type: DEPLOYMENT, verbs: ['patch'] }] },
  'netpol matrix': NETWORK,
  'netpol show': NETWORK,
  'netpol test': NETWORK,
  'quota set': {
    others: [{ type: tenantKind(), verbs: ['get', 'patch'] }],
    optional: [{ type: tenantKind(), verbs: ['list', 'watch'] }, ...OPERATORS, LIST_EVENTS],
  },
  'quota show': { others: [{ type: tenantKind(), verbs: ['get'] }] },
  reconcile: {
    own: ['get', 'list', 'watch'],
    status: ['patch'],
    reconciles: true,
    children: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    others: [
      { type: LEASE, verbs: ['get', 'create', 'update'] },
      { type: EVENT, verbs: ['create', 'patch'] },
    ],
    // From outside of the cluster the servers themselves are asked through the API server; without it the objects go on with less in their status.
    optional: [...OPERATORS, ...TAKE_OVER, { type: SERVICE_PROXY, verbs: ['get', 'create', 'update', 'patch', 'delete'] }, ...PORT_FORWARD],
  },
  resume: { own: ['get', 'list', 'patch'], others: [WRITE_EVENTS] },
  scale: {
    own: ['get', 'patch'],
    scale: ['patch'],
    optional: [...INSTANCE_ADVICE, LIST_EVENTS],
    // For --plan, which asks the server what each child would become.
    optionalChildren: ['get', 'list', 'create', 'patch'],
  },
  status: { own: ['get', 'list', 'watch'] },
  'storage grow': {
    others: [
      { type: neurallogTenantKind(), verbs: ['get', 'patch'] },
      { type: PERSISTENT_VOLUME_CLAIM, verbs: ['list'] },
    ],
    optional: [
      { type: STORAGE_CLASS, verbs: ['get'] },
      { type: neurallogTenantKind(), verbs: ['list', 'watch'] },
      ...OPERATORS,
      LIST_EVENTS,
    ],
  },
  suspend: { own: ['get', 'list', 'patch'], others: [WRITE_EVENTS] },
  timeline: { own: ['get', 'watch'], optional: [...WORKLOADS, { type: EVENT, verbs: ['list', 'watch'] }], optionalChildren: ['list'] },
  tree: {
    own: ['get', 'list'],
    optional: [...WORKLOADS, ...[SECRET, CONFIG_MAP, STORAGE_CLASS].map((type): OtherRight => ({ type, verbs: ['get'] }))],
    optionalChildren: ['list'],
  },
  top: {
    own: ['get', 'list', 'watch'],
    optional: [
      ...OPERATORS,
      ...WORKLOADS,
      { type: EVENT, verbs: ['list', 'watch'] },
      { type: NAMESPACE, verbs: ['get'] },
      { type: SECRET, verbs: ['get'] },
    ],
    optionalChildren: ['list'],
  },
  uninstall: {
    own: ['list', 'delete'],
    everywhere: true,
    others: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get', 'delete'] }],
    optional: UNINSTALL_OPERATOR,
  },
  upgrade: {
    own: ['get', 'list', 'watch', 'patch'],
    optional: [...WORKLOADS, ...OPERATORS, ...INSTANCE_ADVICE, LIST_EVENTS],
    // For --plan, which asks the server what each child would become.
    optionalChildren: ['get', 'list', 'create', 'patch'],
  },
  validate: {
    optional: [
      { type: SECRET, verbs: ['get'] },
      { type: CONFIG_MAP, verbs: ['get'] },
      { type: STORAGE_CLASS, verbs: ['get'] },
    ],
  },
  version: { optional: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get'] }, ...OPERATORS] },
  wait: { own: ['get', 'list', 'watch'], optional: [...WORKLOADS, LIST_EVENTS] },
  why: { own: ['get', 'list'], optional: [...WORKLOADS, LIST_EVENTS, { type: SECRET, verbs: ['get'] }], optionalChildren: ['list'] },
};
