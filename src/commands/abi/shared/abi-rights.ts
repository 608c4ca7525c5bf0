import {
  DEPLOYMENT,
  EVENT,
  HORIZONTAL_POD_AUTOSCALER,
  LEASE,
  PERSISTENT_VOLUME_CLAIM,
  RESOURCE_QUOTA,
  STATEFUL_SET,
} from '../../../kernel/builtin-types.ts';
import type { CommandRights, OtherRight } from '../../shared/auth/rights-of-command.ts';
import { NODE, POD } from '../../shared/describe-object/known-types.ts';
import { instanceKind } from './instance-words.ts';

/** Whether there is room on a node depends on the pods of all namespaces. */
const ALL_PODS: OtherRight = { type: { ...POD, scope: 'Cluster' }, verbs: ['list'] };

/** What tells whether a change of an instance can work. */
export const INSTANCE_ADVICE: readonly OtherRight[] = [
  ALL_PODS,
  ...[NODE, RESOURCE_QUOTA, HORIZONTAL_POD_AUTOSCALER].map((type): OtherRight => ({ type, verbs: ['list'] })),
  ...[DEPLOYMENT, STATEFUL_SET, PERSISTENT_VOLUME_CLAIM].map((type): OtherRight => ({ type, verbs: ['get'] })),
];

/** What waiting and the warnings after a write look at. */
const AFTER_WRITING: readonly OtherRight[] = [
  { type: instanceKind(), verbs: ['list', 'watch'] },
  { type: DEPLOYMENT, verbs: ['list'] },
  { type: LEASE, verbs: ['get', 'list'] },
  { type: EVENT, verbs: ['list'] },
];

const CHANGE: CommandRights = {
  others: [{ type: instanceKind(), verbs: ['get', 'patch'] }],
  optional: [...INSTANCE_ADVICE, ...AFTER_WRITING],
};

/** The rights of ABI's own commands. */
export const ABI_RIGHTS: Readonly<Record<string, CommandRights>> = {
  autoscale: CHANGE,
  'features get': { others: [{ type: instanceKind(), verbs: ['get'] }] },
  'features set': CHANGE,
  'gpu check': {
    others: [{ type: instanceKind(), verbs: ['get', 'list'] }, { type: NODE, verbs: ['list'] }, ALL_PODS],
    optional: [DEPLOYMENT, STATEFUL_SET, PERSISTENT_VOLUME_CLAIM].map((type): OtherRight => ({ type, verbs: ['get'] })),
  },
};
