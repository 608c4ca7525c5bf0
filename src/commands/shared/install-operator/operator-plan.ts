import type { OperatorIdentity } from '../../../manifests/operator/operator-identity.ts';
import { operatorManifests, type OperatorManifests } from '../../../manifests/operator/operator-manifests.ts';
import { defaultValues, type OperatorPlan, type OperatorValues } from '../../../manifests/operator/operator-values.ts';
import { usageError } from '../../../output/cli-error.ts';
import { SYSTEMS } from '../../../registry.ts';
import type { EntryPoint } from '../entry-point.ts';
import { kindsOf } from '../nouns.ts';
import { identityFor } from './identity-for.ts';
import { operatorRules } from './operator-rules.ts';

/** A manager as it is installed. */
export interface PlannedOperator {
  readonly identity: OperatorIdentity;
  readonly plan: OperatorPlan;
  readonly manifests: OperatorManifests;
}

/** Names of namespaces are DNS labels. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

function checkNamespaces(entry: EntryPoint, watched: readonly string[] | undefined): void {
  if (watched === undefined) return;
  const wrong = watched.find((name) => !LABEL.test(name));
  if (wrong !== undefined || watched.length === 0)
    throw usageError(`"${wrong ?? ''}" is no name of a namespace`, 'write the namespaces like --watch-namespaces team-a,team-b');
  const spanning = kindsOf(entry).find(({ scope }) => scope === 'Cluster');
  if (spanning === undefined) return;
  const others = entry.systems.filter((id) => id !== spanning.system);
  throw usageError(
    `${spanning.kind} (${spanning.group}) belongs to no namespace: its operator cannot be limited to some`,
    others.length === 0 ? 'leave --watch-namespaces out' : `leave --watch-namespaces out, or choose others: --systems ${others.join(',')}`,
  );
}

/**
 * The manager of the systems of an entry point, with what was chosen over the default values. Throws a usage error where namespaces are
 * watched and a kind belongs to none.
 */
export async function planOperator(options: {
  readonly entry: EntryPoint;
  /** Default: where the manager is usually installed. */
  readonly namespace?: string | undefined;
  readonly values?: Partial<OperatorValues>;
  readonly version: string;
}): Promise<PlannedOperator> {
  const { entry, version } = options;
  const values = { ...defaultValues(version), ...options.values };
  checkNamespaces(entry, values.watchNamespaces);
  const identity = identityFor(entry);
  const kinds = kindsOf(entry);
  const isNarrowed = identity.id === 'aistack' && entry.systems.length < SYSTEMS.length;
  const plan: OperatorPlan = {
    namespace: options.namespace ?? identity.namespace,
    systems: entry.systems,
    only: isNarrowed ? kinds.map(({ plural, group }) => `${plural}.${group}`) : [],
    values,
    rules: await operatorRules(kinds),
    version,
  };
  return { identity, plan, manifests: operatorManifests(identity, plan) };
}
