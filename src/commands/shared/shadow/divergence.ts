import { INTENT_ANNOTATION } from '../../../reconcile/engine/intent.ts';
import { describeRef, type Ref } from '../../../kernel/kube-object.ts';
import type { Decision } from '../../../reconcile/engine/decide-plan.ts';
import { MASK } from '../../../output/mask-secrets.ts';

/** In what the cluster is another than this program would make it. */
export interface Divergence {
  /** `Deployment/team/maia`. */
  readonly child: string;
  /** `missing`: it would be made; `extra`: it would be removed; `foreign`: it stands in the way and is somebody else's. */
  readonly what: 'missing' | 'extra' | 'foreign' | 'field';
  /** `spec.replicas`, where a field differs. */
  readonly field?: string;
  readonly live?: unknown;
  readonly desired?: unknown;
}

/** Only this program writes the hash of an intent: that another operator's object has none is no difference. */
const OWN_MARK = `metadata.annotations.${INTENT_ANNOTATION}`;

function isSecret({ type }: Ref): boolean {
  return type.kind === 'Secret' && type.group === '';
}

/** What a pass decided, as differences in meaning. Values of Secrets are hidden. */
export function divergencesOf(decisions: readonly Decision[]): readonly Divergence[] {
  return decisions.flatMap(({ ref, decision, why, differences }): readonly Divergence[] => {
    const child = describeRef(ref);
    if (decision === 'create') return [{ child, what: 'missing' }];
    if (decision === 'remove') return [{ child, what: 'extra' }];
    if (why === 'foreign') return [{ child, what: 'foreign' }];
    return differences
      .filter(({ path }) => path !== OWN_MARK)
      .map(({ path, live, intent }) => ({
        child,
        what: 'field',
        field: path,
        ...(live !== undefined && { live: isSecret(ref) ? MASK : live }),
        desired: isSecret(ref) ? MASK : intent,
      }));
  });
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** A divergence in one line: `Deployment/team/maia: spec.replicas is 2, would be 1`. */
export function divergenceText({ child, what, field, live, desired }: Divergence): string {
  if (what === 'missing') return `${child} is missing: it would be created`;
  if (what === 'extra') return `${child} would be removed`;
  if (what === 'foreign') return `${child} belongs to somebody else: it would be left alone`;
  return `${child}: ${field ?? ''} is ${valueText(live)}, would be ${valueText(desired)}`;
}
