import type { KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { conditionEvidence, conditionsOf, type SeenCondition } from './evidence.ts';
import type { Link } from './link.ts';
import { reconcileCommand, type PrimaryFacts } from './primary-link.ts';
import { objectName } from './related.ts';
import { refusedCreation } from './rules/refused-creation.ts';

/** How reconcilers tell of a step that failed: `Service/ns/name could not be applied: why`, or `Service/ns/name: why`. */
const FAILED_STEP = /(?:^|[\s(])([A-Z][A-Za-z]+)\/[\w./-]+(?: could not be (?:applied|removed))?: /;

/** What the API server says of a value that no second try makes valid. */
const INVALID = / is invalid: |Invalid value|field not declared in schema|must be |unknown field/;

function isTelling({ type, status }: SeenCondition): boolean {
  return (type === 'Ready' && status === 'False') || (type === 'Degraded' && status === 'True');
}

function editCommand({ kind, primary }: PrimaryFacts): string {
  const { name, namespace } = primary.metadata;
  return `kubectl edit ${resourceNameOf(kind)} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

function isAbout(primary: KubeObject, condition: SeenCondition & { readonly observedGeneration?: number }): boolean {
  const { observedGeneration, message = '' } = condition;
  return message !== '' && (observedGeneration === undefined || observedGeneration === primary.metadata.generation);
}

/**
 * The link of an object one of whose children the API server did not take at the operator's last try at the present spec: a planner that is asked
 * without having tried does not know of it. Undefined where no condition tells of one.
 */
export function refusedLink(facts: PrimaryFacts): Link | undefined {
  const { primary, reconciler } = facts;
  const kinds = new Set(reconciler?.children.map(({ type }) => type.kind));
  for (const condition of conditionsOf(primary)) {
    const { message = '', reason = 'StepFailed' } = condition;
    const kind = FAILED_STEP.exec(message)?.[1];
    if (!isTelling(condition) || !isAbout(primary, condition) || kind === undefined || !kinds.has(kind)) continue;
    const base = { object: objectName(primary), state: 'stuck', message, evidence: [conditionEvidence(primary, condition)] } as const;
    const refused = refusedCreation(message, primary.metadata.namespace ?? 'default');
    if (refused.reason !== 'FailedCreate') return { ...base, reason: refused.reason, fix: refused.fix };
    return { ...base, reason, fix: INVALID.test(message) ? editCommand(facts) : reconcileCommand(facts) };
  }
  return undefined;
}
