import { CONFIG_MAP, CUSTOM_RESOURCE_DEFINITION, DEPLOYMENT, EVENT, LEASE, SECRET } from '../../../kernel/builtin-types.ts';
import type { CommandRights } from '../auth/rights-of-command.ts';
import { DAEMON_SET, OF_CLUSTER, OF_NAMESPACES } from './looked-through.ts';

/** What a diagnosis reads; all but the objects themselves is optional, and named where it may not be read. */
export const DOCTOR_RIGHTS: CommandRights = {
  own: ['get', 'list'],
  optional: [
    ...[...OF_CLUSTER, ...OF_NAMESPACES, DAEMON_SET, EVENT].map((type) => ({ type, verbs: ['list' as const] })),
    { type: DEPLOYMENT, verbs: ['get', 'list'] },
    { type: LEASE, verbs: ['get', 'list'] },
    { type: SECRET, verbs: ['get'] },
    { type: CONFIG_MAP, verbs: ['get'] },
    { type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get'] },
  ],
  optionalChildren: ['list'],
};
