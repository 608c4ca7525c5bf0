import type { KubeObject } from '../../../kernel/kube-object.ts';
import { formatAge } from '../../../output/age.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { OwnedStep } from './field-owner.ts';
import { controllerOwning } from './field-owner.ts';

/** A field that a person wants to change. */
export interface FieldToChange {
  /** `scale`, `upgrade`: what cannot be done. */
  readonly verb: string;
  readonly owned: readonly OwnedStep[];
  /** How a message names it: `.spec.replicas`. */
  readonly field: string;
  /** What its owner would do about it. */
  readonly because: string;
  /** Take it over all the same. */
  readonly force: boolean;
  readonly now: number;
}

/** Throws (exit 6) where a controller or a delivery tool looks after the field: it would change it back. */
export function refuseOwned(live: KubeObject, { verb, owned, field, because, force, now }: FieldToChange): void {
  const owner = controllerOwning(live, owned);
  if (owner === undefined || force) return;
  const age = owner.time === undefined ? '' : `, ${formatAge(now - Date.parse(owner.time))} ago`;
  throw new CliError({
    exit: EXIT.conflict,
    message: `cannot ${verb} ${resourceName(live)}: field ${field} is managed by "${owner.manager}" (${owner.operation}${age})`,
    why: because,
    fix: 'change it there, or take the field over with --force-conflicts',
  });
}
