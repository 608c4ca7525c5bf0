import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { PART_OF, PART_OF_LABEL, SCOPE_ANNOTATION } from '../../../manifests/operator/manager-labels.ts';
import type { System } from '../../../registry.ts';
import { findOperator, type FoundOperator } from '../../shared/operators/find-operator.ts';
import { ourDeployments, reconciles } from '../../shared/operators/our-deployments.ts';
import type { Session } from '../../shared/session.ts';

/** A Deployment that reconciles a system: ours, upstream's, or the one of all systems. */
export interface FoundManager {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly version: string;
  readonly ready: number;
  readonly wanted: number;
  /** Namespaces that it works in; `*` for all. */
  readonly scope: string;
  readonly serviceAccount: string;
  /** Label selector of its pods. */
  readonly selector: string;
  /** This program runs in it, and not another operator. */
  readonly isOurs: boolean;
}

/** What there is of a system's operator. */
export interface FoundManagers {
  readonly system: System;
  readonly managers: readonly FoundManager[];
  readonly holders: FoundOperator['holders'];
  /** What may not be looked at. */
  readonly hidden?: 'deployments' | 'leases';
}

function part(value: unknown, key: string): JsonObject {
  return isJsonObject(value) && isJsonObject(value[key]) ? value[key] : {};
}

function count(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** The tag of an image, or its digest. */
function tagOf(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : (digest ?? 'latest');
}

function managerOf(deployment: KubeObject): FoundManager {
  const { name, namespace = '', labels = {}, annotations = {} } = deployment.metadata;
  const [spec, status] = [part(deployment, 'spec'), part(deployment, 'status')];
  const pod = part(part(spec, 'template'), 'spec');
  const containers = Array.isArray(pod['containers']) ? pod['containers'].filter(isJsonObject) : [];
  const said = (containers.find((container) => container['name'] === 'manager') ?? containers[0])?.['image'];
  const image = typeof said === 'string' ? said : '';
  const selector = Object.entries(part(part(spec, 'selector'), 'matchLabels'));
  return {
    namespace,
    name,
    image,
    version: tagOf(image),
    ready: count(status['readyReplicas'], 0),
    wanted: count(spec['replicas'], 1),
    scope: annotations[SCOPE_ANNOTATION] ?? '*',
    serviceAccount: typeof pod['serviceAccountName'] === 'string' ? pod['serviceAccountName'] : 'default',
    selector: selector.map(([key, value]) => `${key}=${String(value)}`).join(','),
    isOurs: labels[PART_OF_LABEL] === PART_OF,
  };
}

/** What is looked at, and when. `namespace`: only what runs there. */
export interface ManagersLook {
  readonly now: number;
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

/** Who reconciles each of the systems. Throws the refusal (exit 5) where nothing at all may be looked at. */
export async function findManagers(session: Session, systems: readonly System[], look: ManagersLook): Promise<readonly FoundManagers[]> {
  const { namespace, signal } = look;
  return await session.during({ verb: 'list', type: DEPLOYMENT, namespace }, async () => {
    const ours = await ourDeployments(session.api, look);
    const found = await Promise.all(
      systems.map(async (system): Promise<FoundManagers> => {
        const { deployments = [], holders = [], hidden } = await findOperator(session.api, system.operator, look);
        const shared = (ours ?? []).filter((deployment) => reconciles(deployment, system.id));
        const byUid = new Map([...deployments, ...shared].map((deployment) => [deployment.metadata.uid, deployment]));
        const managers = [...byUid.values()].map(managerOf).filter((manager) => namespace === undefined || namespace === manager.namespace);
        return { system, managers, holders, ...(hidden !== undefined && { hidden }) };
      }),
    );
    const seesNothing = found.every(({ managers, holders, hidden }) => managers.length + holders.length === 0 && hidden !== undefined);
    if (ours === undefined && seesNothing)
      await session.api.list(DEPLOYMENT, { ...(namespace !== undefined && { namespace }), limit: 1, signal });
    return found;
  });
}
