import type { StepFailure } from '../engine/contract.ts';
import { CHILD_ROLE_NAMES, CHILD_ROLES, childRef, type ChildRoleName } from './child-role.ts';

/** A failed step, with the object of ours that it was about. */
export interface ChildFailure {
  /** Absent for a claim of the StatefulSet. */
  readonly role?: ChildRoleName;
  readonly step: StepFailure;
  readonly essential: boolean;
  readonly isConflict: boolean;
}

function roleOf(failure: StepFailure, instance: { readonly name: string; readonly namespace: string }): ChildRoleName | undefined {
  const kind = failure.kind ?? failure.subject.split('/')[0];
  const name = failure.name ?? failure.subject.split('/').at(-1);
  return CHILD_ROLE_NAMES.find((role) => CHILD_ROLES[role].type.kind === kind && childRef(role, instance).name === name);
}

/** The failures of an instance's objects, in the order of the roles; those of the StatefulSet's claims come last. */
export function childFailures(
  failures: readonly StepFailure[],
  instance: { readonly name: string; readonly namespace: string },
): readonly ChildFailure[] {
  const found = failures.flatMap((step): ChildFailure[] => {
    const role = roleOf(step, instance);
    if (role === undefined && step.kind !== CHILD_ROLES.sharedClaim.type.kind) return [];
    const essential = role !== undefined && CHILD_ROLES[role].essential;
    return [{ ...(role === undefined ? {} : { role }), step, essential, isConflict: step.reason === 'ForeignObject' }];
  });
  const rank = ({ role }: ChildFailure): number => (role === undefined ? CHILD_ROLE_NAMES.length : CHILD_ROLE_NAMES.indexOf(role));
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a failure is about a claim of the StatefulSet. */
export function isOrdinalClaimFailure({ role }: ChildFailure): boolean {
  return role === undefined;
}
