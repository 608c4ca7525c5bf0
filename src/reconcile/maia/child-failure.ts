import type { StepFailure } from '../engine/contract.ts';
import { CHILD_ROLE_NAMES, CHILD_ROLES, childRef, type ChildRoleName } from './child-role.ts';

/** A failed step, with the object of ours that it was about. */
export interface ChildFailure {
  readonly role: ChildRoleName;
  readonly step: StepFailure;
  /** The server did not take a value that only the user can change. */
  readonly isUsersValue: boolean;
  readonly isConflict: boolean;
}

function roleOf(failure: StepFailure, instance: { readonly name: string; readonly namespace: string }): ChildRoleName | undefined {
  const kind = failure.kind ?? failure.subject.split('/')[0];
  const name = failure.name ?? failure.subject.split('/').at(-1);
  return CHILD_ROLE_NAMES.find((role) => CHILD_ROLES[role].type.kind === kind && childRef(role, instance).name === name);
}

/** The failures of an instance's objects, in the order of the roles. */
export function childFailures(
  failures: readonly StepFailure[],
  instance: { readonly name: string; readonly namespace: string },
): readonly ChildFailure[] {
  const found = failures.flatMap((step): ChildFailure[] => {
    const role = roleOf(step, instance);
    if (role === undefined) return [];
    const isUsersValue = step.reason === 'Invalid' || step.reason === 'BadRequest';
    return [{ role, step, isUsersValue, isConflict: step.reason === 'ForeignObject' }];
  });
  return found.toSorted((a, b) => CHILD_ROLE_NAMES.indexOf(a.role) - CHILD_ROLE_NAMES.indexOf(b.role));
}
