import type { KeyContext } from './key-context.ts';
import { presentSecret } from './key-context.ts';
import { joinKeyPlans, type KeyPlan } from './key-plan.ts';
import type { KeyRecord } from './key-records.ts';
import { planEntry } from './plan-entry.ts';
import { mendNotes, planSecret } from './plan-secret.ts';

/**
 * Decides about all keys of a tenant. A key is known by the hash of its value, never by its name: the server lists nothing else, and names
 * are not unique there. First come the keys of the spec, so that a key that moves is there anew before the old one goes.
 */
export function planKeys(context: KeyContext): KeyPlan {
  const entries = context.entries.map((entry) => ({ entry, plan: planEntry(context, entry) }));
  const names = [...context.secrets.keys()].toSorted();
  const secrets = names.flatMap((name) => presentSecret(context, name) ?? []);
  const notes = secrets.flatMap((secret) => {
    const noted = entries.flatMap(({ entry, plan }): readonly (readonly [string, KeyRecord])[] =>
      plan.noted !== undefined && entry.secretRef.name === secret.name ? [[entry.secretRef.key, plan.noted]] : [],
    );
    return mendNotes(context, secret, Object.fromEntries(noted));
  });
  return joinKeyPlans([
    ...entries.map(({ plan }) => plan),
    { steps: notes, problems: [], dueAt: [] },
    ...secrets.map((secret) => planSecret(context, secret)),
  ]);
}
