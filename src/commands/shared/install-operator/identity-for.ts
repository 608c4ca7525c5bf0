import { OPERATOR_IDENTITIES, type OperatorIdentity } from '../../../manifests/operator/operator-identity.ts';
import type { EntryPoint } from '../entry-point.ts';

/** One system has a manager under its own names; several share one. */
export function identityFor({ systems }: Pick<EntryPoint, 'systems'>): OperatorIdentity {
  const [only, ...others] = systems;
  return OPERATOR_IDENTITIES[only === undefined || others.length > 0 ? 'aistack' : only];
}

/** The field manager of what this program puts into the cluster for a manager. */
export function operatorFieldManager({ id }: OperatorIdentity): string {
  return `${id}-cli`;
}
