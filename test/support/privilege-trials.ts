import { operatorType } from '../../src/commands/shared/install-operator/operator-types.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import type { OperatorRule } from '../../src/manifests/operator/operator-values.ts';
import { inParallel } from './in-parallel.ts';
import { inProcessCli } from './in-process-cli.ts';
import type { NamedResource } from './privilege-rights.ts';
import { resourcesOf, withoutResource } from './privilege-rights.ts';
import type { PrivilegeScene } from './privilege-scene.ts';
import type { CliResult } from './run-cli.ts';

const RBAC = 'rbac.authorization.k8s.io';
/** Runs at once: most of their time is waiting. */
const WIDTH = 4;

/** A user who has all rights of the operator but those on one resource. */
export interface Trial extends NamedResource {
  /** `agents/status.kaos.tools` */
  readonly name: string;
  readonly user: string;
}

/** Makes such a user for every resource that the rules name. */
export async function makeTrials({ admin, rules, leases }: PrivilegeScene): Promise<readonly Trial[]> {
  return await inParallel(WIDTH, resourcesOf(rules), async ({ group, resource }) => {
    const name = `${resource}${group === '' ? '' : `.${group}`}`;
    const user = `without-${name.replace('/', '-')}`;
    const metadata = { name: user };
    const isLease = resource === 'leases';
    const all: readonly OperatorRule[] = [...withoutResource(rules, { group, resource }), ...(isLease ? [] : leases)];
    const role: Manifest = { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules: all };
    const binding: Manifest = {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: user },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: user }],
    };
    for (const manifest of [role, binding]) await admin.api.create(operatorType(manifest), manifest);
    return { group, resource, name, user };
  });
}

/** Runs `reconcile` once as each of them: what it tells. `args`: what the run is narrowed to. */
export async function tryAll(
  trials: readonly Trial[],
  kubeconfig: string,
  args: (trial: Trial) => readonly string[],
): Promise<Readonly<Record<string, CliResult>>> {
  const results = await inParallel(WIDTH, trials, async (trial) => {
    const words = ['reconcile', '--all-namespaces', '--once', '--tunnel=never', '-v=2', `--as=${trial.user}`, ...args(trial)];
    return [trial.name, await inProcessCli('kubectl-aistack', words, kubeconfig)] as const;
  });
  return Object.fromEntries(results);
}
