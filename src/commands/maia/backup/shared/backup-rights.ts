import { CRON_JOB, DEPLOYMENT, EVENT, LEASE, PERSISTENT_VOLUME_CLAIM } from '../../../../kernel/builtin-types.ts';
import type { CommandRights, OtherRight } from '../../../shared/auth/rights-of-command.ts';
import { JOB, POD } from '../../../shared/describe-object/known-types.ts';
import { KIND_IDENTITIES } from '../../../shared/kind-identities.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';

function instanceKind(): KindIdentity {
  const found = KIND_IDENTITIES.find(({ kind }) => kind === 'MaiaInstance');
  if (found === undefined) throw new Error('the table of kinds has no MaiaInstance');
  return found;
}

const INSTANCE = instanceKind();
const READ_LOG: OtherRight = { type: { ...POD, plural: 'pods/log' }, verbs: ['get'] };
/** A Job that is made, waited for and removed again, and what its pod says. */
const HELPER_JOB: readonly OtherRight[] = [
  { type: JOB, verbs: ['get', 'create', 'delete'] },
  { type: POD, verbs: ['list'] },
  READ_LOG,
  { type: PERSISTENT_VOLUME_CLAIM, verbs: ['get'] },
];

/** The rights of the commands about backups. `reconcile` has its own, for a restore into a new instance where no operator runs. */
export const BACKUP_RIGHTS: Readonly<Record<string, CommandRights>> = {
  'backup list': { others: [{ type: INSTANCE, verbs: ['get'] }, ...HELPER_JOB] },
  'backup logs': {
    others: [{ type: INSTANCE, verbs: ['get'] }, { type: JOB, verbs: ['get', 'list'] }, { type: POD, verbs: ['list'] }, READ_LOG],
  },
  'backup restore': {
    others: [
      { type: INSTANCE, verbs: ['get', 'create', 'patch', 'delete'] },
      { type: DEPLOYMENT, verbs: ['get'] },
      { type: { ...DEPLOYMENT, plural: 'deployments/scale' }, verbs: ['patch'] },
      ...HELPER_JOB,
      { type: JOB, verbs: ['list'] },
      { type: PERSISTENT_VOLUME_CLAIM, verbs: ['create'] },
    ],
    optional: [
      { type: DEPLOYMENT, verbs: ['list'] },
      { type: LEASE, verbs: ['get', 'list'] },
      // The reason, where one is given, is told in an event.
      { type: EVENT, verbs: ['create'] },
    ],
  },
  'backup trigger': {
    others: [
      { type: INSTANCE, verbs: ['get'] },
      { type: CRON_JOB, verbs: ['get'] },
      { type: JOB, verbs: ['get', 'list', 'create'] },
      { type: POD, verbs: ['list'] },
      READ_LOG,
    ],
  },
  'backup verify': { others: [{ type: INSTANCE, verbs: ['get'] }, ...HELPER_JOB] },
};
