import type { NamedEndpoint } from './endpoint-words.ts';
import { anyOf, hasAllPorts, hasNoPorts, hasPort, inBoth, NO_PORTS } from './simulate/port-set.ts';
import type { PortSet, Protocol } from './simulate/port-set.ts';
import type { Answer, PolicyIndex } from './simulate/simulate.ts';
import { simulate } from './simulate/simulate.ts';

/** The port that a question is about. */
export interface AskedPort {
  readonly protocol: Protocol;
  readonly port: number;
}

/** `partly`: some ports may pass (where none was asked about), or pods of one end are treated differently. */
export type Verdict = 'allowed' | 'denied' | 'partly';

/** What may pass between two ends that may be several pods each. */
export interface Comparison {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  /** What may pass between any two of the pods. */
  readonly ports: PortSet;
  /** What may pass between some two of them. */
  readonly somePorts: PortSet;
  /** The answers that differ, at least one; what decides the verdict stands first. */
  readonly answers: readonly Answer[];
}

/** What one answer says about the port; without one, about all of them. */
export function verdictOf(ports: PortSet, asked: AskedPort | undefined): Verdict {
  if (asked !== undefined) return hasPort(ports, asked.protocol, asked.port) ? 'allowed' : 'denied';
  if (hasNoPorts(ports)) return 'denied';
  return hasAllPorts(ports) ? 'allowed' : 'partly';
}

/** Why an answer is as it is: pods for which this is the same are told once. */
function reasons({ egress, ingress }: Answer): string {
  const told = [egress, ingress].map(({ open, isolatedBy, grants }) => [
    open,
    isolatedBy.map(({ name }) => name),
    grants.map(({ policy, rule, ports }) => [policy.name, rule, ports]),
  ]);
  return JSON.stringify(told);
}

/** Asks for every pair of pods of the two ends. */
export function compareEnds(policies: PolicyIndex, from: NamedEndpoint, to: NamedEndpoint, asked?: AskedPort): Comparison {
  const distinct = new Map<string, Answer>();
  for (const left of from.ends) {
    for (const right of to.ends) {
      const answer = simulate(policies, left, right);
      const key = reasons(answer);
      if (!distinct.has(key)) distinct.set(key, answer);
    }
  }
  const answers = [...distinct.values()];
  const verdicts = answers.map(({ ports }) => verdictOf(ports, asked));
  const [first = 'denied'] = verdicts;
  const ports = answers.map((answer) => answer.ports);
  return {
    from: from.text,
    to: to.text,
    verdict: verdicts.every((verdict) => verdict === first) ? first : 'partly',
    ports: ports.reduce((left, right) => inBoth(left, right), ports[0] ?? NO_PORTS),
    somePorts: anyOf(ports),
    answers: answers.toSorted((left, right) => Number(hasNoPorts(right.ports)) - Number(hasNoPorts(left.ports))),
  };
}
