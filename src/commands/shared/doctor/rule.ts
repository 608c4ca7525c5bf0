import type { Facts } from './facts.ts';
import type { Area, Hit, Severity } from './finding.ts';

/** A known problem: when it is there, how bad it is, what helps. Data in files by area; the table is `rules/rule-table.ts`. */
export interface DoctorRule {
  /** Never given to another meaning. */
  readonly id: string;
  readonly area: Area;
  readonly severity: Severity;
  /** In a few words, the same for every place where it applies. */
  readonly title: string;
  /** Every place where it applies. Pure. */
  find(facts: Facts): readonly Hit[];
}
