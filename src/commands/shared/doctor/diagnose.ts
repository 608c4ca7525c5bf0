import { compareText } from '../../../templates/shared/compare-text.ts';
import { nameText } from '../why/link.ts';
import type { Facts } from './facts.ts';
import { SEVERITIES, type DoctorFinding } from './finding.ts';
import type { DoctorRule } from './rule.ts';

/** What an entry point has nothing to do with: rules about other systems find nothing, since their objects are not among the facts. */
function place({ object }: DoctorFinding): string {
  return object === undefined ? '' : nameText(object);
}

/** Asks every rule but the ignored ones: the worst first, then by id and object. Pure. */
export function diagnose(facts: Facts, rules: readonly DoctorRule[], ignored: ReadonlySet<string>): readonly DoctorFinding[] {
  const rank = ({ severity }: DoctorFinding): number => -SEVERITIES.indexOf(severity);
  return rules
    .filter(({ id }) => !ignored.has(id))
    .flatMap((rule) =>
      rule.find(facts).map((hit): DoctorFinding => ({ id: rule.id, area: rule.area, severity: rule.severity, title: rule.title, ...hit })),
    )
    .toSorted((a, b) => rank(a) - rank(b) || compareText(a.id, b.id) || compareText(place(a), place(b)));
}
