import { abiRuleCases } from './abi.ts';
import { kaosRuleCases } from './kaos.ts';
import { maiaRuleCases } from './maia.ts';
import { marieRuleCases } from './marie.ts';
import { neurallogRuleCases } from './neurallog.ts';
import type { RuleCase } from './rule-case.ts';

/** One case at least for each side of every rule beyond types and bounds, of all kinds. */
export const allRuleCases: readonly RuleCase[] = [
  ...maiaRuleCases,
  ...abiRuleCases,
  ...neurallogRuleCases,
  ...kaosRuleCases,
  ...marieRuleCases,
];
