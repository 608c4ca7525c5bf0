import { POD, SERVICE_MONITOR } from '../../kernel/builtin-types.ts';
import type { KubeObject, Primary } from '../../kernel/kube-object.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import type { World } from '../engine/contract.ts';
import { CHILD_ROLE_NAMES, childRef, type ChildRoleName } from './child-role.ts';
import { secretFinding, type SecretFinding } from './secret-finding.ts';
import { secretReferences } from './secret-references.ts';
import type { StatisticsFinding } from './statistics-finding.ts';

export type MaiaInstancePrimary = Primary<MaiaInstanceSpec, MaiaInstanceStatus>;

/** What the planner of a MaiaInstance goes by. */
export interface MaiaInstanceObserved {
  /** Our live objects, by role. */
  readonly live: Readonly<Partial<Record<ChildRoleName, KubeObject>>>;
  /** Roles whose name is taken by an object that is not ours and that a pod of ours would mount. */
  readonly foreign: readonly ChildRoleName[];
  /** Its server pods; none where pods may not be seen. */
  readonly pods: readonly KubeObject[];
  readonly secrets: readonly SecretFinding[];
  readonly servesServiceMonitors: boolean;
  /** What the server counts; absent while none can be asked. */
  readonly statistics?: StatisticsFinding;
}

/** Pods mount these by name, whoever they belong to. For the others it is enough that the engine refuses to write a foreign object. */
const MOUNTED: readonly ChildRoleName[] = ['configMap', 'dataClaim', 'backupClaim'];

/** The name and namespace of an instance. */
export function instanceKey(primary: { readonly metadata: { readonly name: string; readonly namespace?: string } }): {
  readonly name: string;
  readonly namespace: string;
} {
  const { name, namespace = 'default' } = primary.metadata;
  return { name, namespace };
}

/** Gathers an instance's live objects and the Secrets that it names. */
export async function observeInstance(primary: MaiaInstancePrimary, world: World): Promise<MaiaInstanceObserved> {
  const key = instanceKey(primary);
  const servesServiceMonitors = world.serves(SERVICE_MONITOR);
  const live: Partial<Record<ChildRoleName, KubeObject>> = {};
  for (const role of CHILD_ROLE_NAMES) {
    if (role === 'serviceMonitor' && !servesServiceMonitors) continue;
    const { type, name, namespace } = childRef(role, key);
    const child = world.child(type, name, namespace);
    if (child !== undefined) live[role] = child;
  }
  const foreign: ChildRoleName[] = [];
  for (const role of MOUNTED) {
    if (live[role] !== undefined || (role === 'backupClaim' && !primary.spec.backup.enabled)) continue;
    const found = await world.read(childRef(role, key));
    if (found.state === 'present') foreign.push(role);
  }
  const references = secretReferences(primary.spec);
  const lookups = await Promise.all(references.map(({ name }) => world.secret({ namespace: key.namespace, name })));
  const secrets = references.map((reference, index) =>
    secretFinding(reference, lookups[index] ?? { state: 'unknown', why: 'it was not read' }),
  );
  return { live, foreign, pods: world.derived(POD), secrets, servesServiceMonitors };
}
