import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import type { Connection } from '../../src/cluster/connect.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { planOperator } from '../../src/commands/shared/install-operator/operator-plan.ts';
import { operatorType } from '../../src/commands/shared/install-operator/operator-types.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import type { OperatorRule } from '../../src/manifests/operator/operator-values.ts';
import type { ControlPlane } from './control-plane-types.ts';
import { connectTo } from './engine-rig.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { PROJECT_ROOT } from './project-root.ts';

const run = promisify(execFile);

/** A server with the definitions, and a way to it as the operator's service account, on which every request is seen. */
export interface PrivilegeScene {
  readonly admin: Connection;
  /** As the service account, through `proxy`. */
  readonly operator: Connection;
  readonly proxy: FaultProxy;
  /** The rules of the generated ClusterRole. */
  readonly rules: readonly OperatorRule[];
  /** Those of the Role for leases in its own namespace. */
  readonly leases: readonly OperatorRule[];
  /** Where the operator would run. */
  readonly namespace: string;
  kubectl(args: readonly string[], input?: string): Promise<string>;
  close(): Promise<void>;
}

/** A definition without a schema, for an API that an add-on brings. */
function addOn(group: string, kind: string, plural: string): Manifest {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      // The API of a `*.k8s.io` group must say who approved it.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

const ADD_ONS: readonly Manifest[] = [
  addOn('monitoring.coreos.com', 'ServiceMonitor', 'servicemonitors'),
  addOn('gateway.networking.k8s.io', 'HTTPRoute', 'httproutes'),
];

/** A kubeconfig like the admin's, for a service account. */
async function accountKubeconfig(adminFile: string, token: string, file: string): Promise<void> {
  const config = parse(await readFile(adminFile, 'utf8')) as { readonly users: readonly { readonly name: string }[] };
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  await writeFile(file, stringify({ ...config, users }), { mode: 0o600 });
}

/** Installs definitions (also of the add-ons whose objects operators make), the operator's service account and its rights; no operator runs. */
export async function privilegeScene(plane: ControlPlane): Promise<PrivilegeScene> {
  const { manifests } = await planOperator({ entry: entryPointOf('kubectl-aistack'), version: '0.0.0' });
  const kubectl = async (args: readonly string[], input = ''): Promise<string> => {
    const child = run(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...args]);
    child.child.stdin?.end(input);
    return (await child).stdout;
  };
  const definitions = (await readdir(path.join(PROJECT_ROOT, 'crds'))).filter((file) => file.endsWith('.yaml'));
  await kubectl(
    ['apply', '--server-side', ...definitions.flatMap((file) => ['-f', path.join(PROJECT_ROOT, 'crds', file)]), '-f', '-'],
    ADD_ONS.map((manifest) => JSON.stringify(manifest)).join('\n---\n'),
  );
  await kubectl(['wait', '--for=condition=Established', 'crds', '--all', '--timeout=30s']);
  const admin = await connectTo(plane.kubeconfig);
  for (const manifest of [manifests.namespace, ...manifests.rbac]) await admin.api.create(operatorType(manifest), manifest);
  const account = manifests.rbac.find(({ kind }) => kind === 'ServiceAccount');
  const role = manifests.rbac.find(({ kind }) => kind === 'ClusterRole');
  const leases = manifests.rbac.find(({ kind }) => kind === 'Role');
  const namespace = manifests.namespace.metadata.name;
  if (account === undefined || role === undefined || leases === undefined)
    throw new Error('the operator has no service account or no rights');
  const token = (await kubectl(['create', 'token', account.metadata.name, '-n', namespace])).trim();
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-privilege-'));
  const file = path.join(dir, 'kubeconfig');
  await accountKubeconfig(plane.kubeconfig, token, file);
  const proxy = await startFaultProxy(file);
  const operator = await connectTo(proxy.kubeconfig);
  return {
    admin,
    operator,
    proxy,
    namespace,
    rules: role['rules'] as readonly OperatorRule[],
    leases: leases['rules'] as readonly OperatorRule[],
    kubectl,
    close: async () => {
      operator.close();
      admin.close();
      await proxy.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
