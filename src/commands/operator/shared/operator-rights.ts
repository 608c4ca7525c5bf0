import { DEPLOYMENT, LEASE, POD, POD_DISRUPTION_BUDGET, SERVICE } from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { CommandRights, OtherRight } from '../../shared/auth/rights-of-command.ts';
import type { Verb } from '../../shared/auth/rule.ts';
import { OPERATOR_TYPES } from '../../shared/install-operator/operator-types.ts';

const REVIEW: ResourceType = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  scope: 'Cluster',
};

function on(types: readonly ResourceType[], verbs: readonly Verb[]): readonly OtherRight[] {
  return types.map((type) => ({ type, verbs }));
}

/** What `install operator` needs beside the rights that it gives away. */
export const INSTALL_OPERATOR: readonly OtherRight[] = [
  ...on(OPERATOR_TYPES, ['get', 'create', 'patch']),
  // Those of other shards than there are to be go.
  ...on([DEPLOYMENT, POD_DISRUPTION_BUDGET], ['list', 'delete']),
  ...on([POD], ['list']),
];

/** What `uninstall operator` needs. */
export const UNINSTALL_OPERATOR: readonly OtherRight[] = [
  ...on(OPERATOR_TYPES, ['get', 'delete']),
  ...on([DEPLOYMENT, POD_DISRUPTION_BUDGET, POD], ['list']),
];

/** The rights of the commands about operators. */
export const OPERATOR_COMMAND_RIGHTS: Readonly<Record<string, CommandRights>> = {
  'operator logs': {
    others: [...on([DEPLOYMENT, POD], ['list']), { type: { ...POD, plural: 'pods/log' }, verbs: ['get'] }],
    optional: on([LEASE], ['get', 'list']),
  },
  'operator status': {
    others: on([DEPLOYMENT], ['list']),
    optional: [
      ...on([LEASE], ['get', 'list']),
      ...on([REVIEW], ['create']),
      { type: { ...SERVICE, plural: 'services/proxy' }, verbs: ['get'] },
    ],
  },
};
