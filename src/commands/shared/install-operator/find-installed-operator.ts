import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, NAMESPACE, POD_DISRUPTION_BUDGET, SERVICE, SERVICE_ACCOUNT } from '../../../kernel/builtin-types.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { parseScope } from '../../../kernel/shard.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { PART_OF, PART_OF_LABEL, SCOPE_ANNOTATION, SHARD_LABEL } from '../../../manifests/operator/manager-labels.ts';
import type { OperatorIdentity } from '../../../manifests/operator/operator-identity.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { Session } from '../session.ts';
import { isAppliedBy, isOfOurs, managersOf } from './object-owners.ts';
import { selectorText } from './selector-text.ts';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from './operator-types.ts';

/** An object of a manager that is in the cluster. */
export interface OperatorPart {
  readonly type: ResourceType;
  readonly object: KubeObject;
}

/** What there is of a manager. */
export interface InstalledOperator {
  readonly workload: readonly OperatorPart[];
  readonly rbac: readonly OperatorPart[];
  /** Absent where this program did not make it: it stays. */
  readonly namespace?: OperatorPart;
}

interface Look {
  readonly session: Session;
  readonly signal: AbortSignal;
}

async function read({ session, signal }: Look, type: ResourceType, key: ObjectKey): Promise<KubeObject | undefined> {
  return await session.during({ verb: 'get', type, ...key }, async () => {
    try {
      return await session.api.get(type, key, { signal });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
}

function refuse(type: ResourceType, object: KubeObject): CliError {
  const { name, namespace } = object.metadata;
  return new CliError({
    exit: EXIT.conflict,
    message: `${type.kind} ${name} was put there by someone else`,
    why: `it is managed by ${managersOf(object)}`,
    fix: `kubectl delete ${type.plural} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`,
  });
}

/** An object by its name, whoever put it there; none where there is none. */
export async function managerPart(type: ResourceType, key: ObjectKey, look: Look): Promise<readonly OperatorPart[]> {
  const object = await read(look, type, key);
  return object === undefined ? [] : [{ type, object }];
}

/** The objects of a type that the shards of a manager have, each its own; those of somebody else bear no such labels. */
export async function shardParts(
  type: ResourceType,
  { podLabels }: OperatorIdentity,
  namespace: string,
  { session, signal }: Look,
): Promise<readonly OperatorPart[]> {
  const labelSelector = `${selectorText({ ...podLabels, [PART_OF_LABEL]: PART_OF })},${SHARD_LABEL}`;
  const { items } = await session.during({ verb: 'list', type, namespace }, () =>
    session.api.list(type, { namespace, labelSelector, signal }),
  );
  return items.map((object) => ({ type, object }));
}

/** Looks for everything that `install operator` makes. Throws exit 6 for an object of such a name that is none of ours. */
export async function findInstalledOperator(
  identity: OperatorIdentity,
  namespace: string,
  fieldManager: string,
  look: Look,
): Promise<InstalledOperator> {
  const { deployment, serviceAccount, role, roleBinding, leaderRole } = identity;
  const part = async (type: ResourceType, name: string, at?: string): Promise<readonly OperatorPart[]> => {
    const object = await read(look, type, at === undefined ? { name } : { name, namespace: at });
    if (object === undefined) return [];
    if (!isOfOurs(object, fieldManager)) throw refuse(type, object);
    return [{ type, object }];
  };
  const workload = [
    ...(await part(DEPLOYMENT, deployment, namespace)),
    ...(await shardParts(DEPLOYMENT, identity, namespace, look)),
    ...(await part(SERVICE, `${deployment}-metrics`, namespace)),
    ...(await part(POD_DISRUPTION_BUDGET, deployment, namespace)),
    ...(await shardParts(POD_DISRUPTION_BUDGET, identity, namespace, look)),
  ];
  const scope = workload.find(({ type }) => type === DEPLOYMENT)?.object.metadata.annotations?.[SCOPE_ANNOTATION] ?? '*';
  const { namespaces: watched = [] } = parseScope(scope);
  const bound = watched.map(async (at) => [...(await part(ROLE_BINDING, roleBinding, at)), ...(await part(ROLE, role, at))]);
  const ofCluster = async (): Promise<readonly OperatorPart[]> =>
    watched.length > 0 ? [] : [...(await part(CLUSTER_ROLE_BINDING, roleBinding)), ...(await part(CLUSTER_ROLE, role))];
  const rbac = [
    ...(await ofCluster()),
    ...(await Promise.all(bound)).flat(),
    ...(await part(ROLE_BINDING, leaderRole.replace(/role$/, 'rolebinding'), namespace)),
    ...(await part(ROLE, leaderRole, namespace)),
    ...(await part(SERVICE_ACCOUNT, serviceAccount, namespace)),
  ];
  const home = await read(look, NAMESPACE, { name: namespace });
  const isMade = home !== undefined && isAppliedBy(home, fieldManager) && home.metadata.deletionTimestamp === undefined;
  return { workload, rbac, ...(isMade && { namespace: { type: NAMESPACE, object: home } }) };
}
