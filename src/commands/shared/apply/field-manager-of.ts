import { isOfType } from '../../../kernel/resource-type.ts';
import { cliFieldManager, SYSTEMS } from '../../../registry.ts';
import type { EntryPoint } from '../entry-point.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';

const UMBRELLA = 'aistack-cli';

/** The names under which this program writes what a person asks for, by entry point: one hand. */
const OWN: readonly string[] = [UMBRELLA, ...SYSTEMS.map(({ id }) => cliFieldManager(id))];

/** Whether a field of `other` may be taken over by `manager` without asking: it was written by this program too, or under the same name. */
export function isSameHand(manager: string, other: string): boolean {
  return manager === other || (OWN.includes(manager) && OWN.includes(other));
}

/** Who owns the fields that a command writes: `--field-manager`, else `<system>-cli` of the object's system, else of the entry point's. */
export function fieldManagerOf(
  object: { readonly apiVersion: string; readonly kind: string },
  given: string | undefined,
  entry: EntryPoint,
): string {
  if (given !== undefined) return given;
  const system = KIND_IDENTITIES.find((kind) => isOfType(object, kind))?.system ?? entry.system;
  return system === undefined ? UMBRELLA : cliFieldManager(system);
}
