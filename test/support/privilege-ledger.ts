import { accountUser, LOOP_ACCOUNTS } from './operator-account.ts';
import { accountRules } from './operator-account-rights.ts';
import { privilegeComplaints } from './privilege-complaints.ts';
import { UNUSED_RIGHTS } from './privilege-reasons.ts';
import { grantedBy } from './privilege-rights.ts';
import { keepUse, privilegeUse, usesIn, type AuditedPlane } from './privilege-use.ts';

/** The operator of all systems where a test installs it: played pods have its token. */
const INSTALLED = 'system:serviceaccount:aistack-system:aistack-operator';
const USERS: readonly string[] = [...LOOP_ACCOUNTS.map(accountUser), INSTALLED];

/** Where a run of the project `cluster` keeps what the loops of its tests did on their servers. */
export interface PrivilegeLedger {
  readonly folder: string;
  /** Every file of the project is run, on a server with everything: then every right must be used. */
  readonly isWhole: boolean;
}

/** Reads the audit log of a server before it is closed. */
export async function enterPlane({ folder }: PrivilegeLedger, name: string, plane: AuditedPlane): Promise<void> {
  await keepUse(folder, await privilegeUse(name, plane, USERS));
}

/** What the loops of all servers did beyond their generated rights, and in a whole run which of these rights no test uses. */
export async function complaintsOf({ folder, isWhole }: PrivilegeLedger): Promise<readonly string[]> {
  const rules = await accountRules();
  const operator = [...new Set(grantedBy(rules.operator.generated))];
  const users = [accountUser('operator'), INSTALLED];
  return privilegeComplaints(await usesIn(folder), {
    granted: {
      [accountUser('operator')]: [...operator, ...grantedBy(rules.operator.ways)],
      [INSTALLED]: operator,
      [accountUser('test-kinds')]: grantedBy(rules['test-kinds'].generated),
    },
    ...(isWhole && { toUse: { by: users, rights: operator } }),
    reasons: UNUSED_RIGHTS,
  });
}
