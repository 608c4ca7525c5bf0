import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { operatorType } from '../../src/commands/shared/install-operator/operator-types.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { accountUser, LOOP_ACCOUNTS, SUITE_NAMESPACE, type LoopAccount } from './operator-account.ts';
import { accountRules, type AccountRules } from './operator-account-rights.ts';
import { writeOperatorKubeconfig } from './operator-kubeconfig.ts';

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const READY_WITHIN_MS = 30_000;

/**
 * The account, its rules and what binds them. The rules for leases are bound in the whole cluster too: an operator writes its leases in its own
 * namespace only, but the loops of tests have theirs in the namespaces of their tests, side by side.
 */
function manifestsOf(account: LoopAccount, { generated, ways }: AccountRules): readonly Manifest[] {
  const name = `${SUITE_NAMESPACE}-${account}`;
  const apiVersion = `${RBAC_GROUP}/v1`;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace: SUITE_NAMESPACE } },
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules: [...generated, ...ways] },
    {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: SUITE_NAMESPACE }],
    },
  ];
}

async function mayUpdateLeases({ api }: Connection, account: LoopAccount): Promise<boolean> {
  const resourceAttributes = { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', namespace: 'default' };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: accountUser(account), resourceAttributes },
  };
  const answer = await api.raw('POST', REVIEWS, { body });
  return isJsonObject(answer) && isJsonObject(answer['status']) && answer['status']['allowed'] === true;
}

/**
 * Makes the accounts as which the loops of tests run, with the generated rights and no other, and writes the operator's kubeconfig beside the
 * administrator's. Resolves when the authorizer knows them.
 */
export async function addLoopAccounts(kubeconfig: string): Promise<void> {
  const rules = await accountRules();
  const connection = await connect({ program: 'test', version: '0', fieldManager: 'test', kubeconfig });
  try {
    const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SUITE_NAMESPACE } };
    for (const manifest of [namespace, ...LOOP_ACCOUNTS.flatMap((account) => manifestsOf(account, rules[account]))])
      await connection.api.create(operatorType(manifest), manifest);
    const end = Date.now() + READY_WITHIN_MS;
    for (const account of LOOP_ACCOUNTS) {
      while (!(await mayUpdateLeases(connection, account))) {
        if (Date.now() > end) throw new Error(`${accountUser(account)} got no rights within ${String(READY_WITHIN_MS)} ms`);
        await sleep(20);
      }
    }
  } finally {
    connection.close();
  }
  await writeOperatorKubeconfig(kubeconfig);
}
