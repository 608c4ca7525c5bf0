import type { ConditionIntent } from '../../kernel/condition.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { OperatorSettings } from '../../templates/kaos/operator-settings.ts';
import { HTTP_ROUTE, httpRoute } from '../../templates/kaos/http-route.ts';
import type { WorkloadOwner, WorkloadRole } from '../../templates/kaos/workload-role.ts';
import type { StepFailure } from '../engine/contract.ts';
import { childProblem } from './child-problem.ts';
import { condition } from './common-conditions.ts';

/** What the way through the gateway depends on. */
export interface RouteFacts {
  readonly role: WorkloadRole;
  readonly owner: WorkloadOwner;
  readonly settings: OperatorSettings;
  /** The cluster has HTTPRoutes. */
  readonly isServed: boolean;
  /** Port of the Service; undefined where there is no Service. */
  readonly port: number | undefined;
  readonly timeout: string;
  readonly failures: readonly StepFailure[];
}

/** The route that is wanted, and what is to be said about it. */
export interface RoutePlan {
  readonly manifest?: Manifest;
  readonly conditions: readonly ConditionIntent[];
}

/** A route only where the operator's settings ask for one, the cluster has the type, and there is a Service behind it. */
export function routePlan({ failures, isServed, owner, port, role, settings, timeout }: RouteFacts): RoutePlan {
  const { gateway } = settings;
  if (!gateway.enabled || port === undefined) return { conditions: [] };
  const type = 'RouteReady';
  if (!isServed) {
    const message = 'GATEWAY_API_ENABLED is true, and the cluster has no HTTPRoutes (gateway.networking.k8s.io/v1)';
    return { conditions: [condition(type, false, 'NotServed', message)] };
  }
  const manifest = httpRoute(role, owner, gateway, { port, timeout });
  const failed = failures.find(({ kind, step }) => kind === HTTP_ROUTE.kind && step === 'apply');
  if (failed !== undefined) {
    const { message, reason } = childProblem(failed);
    return { manifest, conditions: [condition(type, false, reason === 'NameConflict' ? reason : 'ApplyFailed', message)] };
  }
  const path = `/${owner.namespace}/${role.route}/${owner.name}`;
  return { manifest, conditions: [condition(type, true, 'Applied', `${path} through the gateway ${gateway.namespace}/${gateway.name}`)] };
}
