import type { JsonObject } from '../../../../kernel/json.ts';
import { verdictOf } from './compare-ends.ts';
import type { AskedPort, Comparison } from './compare-ends.ts';
import { policySource } from './policy-source.ts';
import type { Endpoint } from './simulate/endpoint.ts';
import { hasNoPorts, hasPort, portWords } from './simulate/port-set.ts';
import type { Answer, Grant, Side } from './simulate/simulate.ts';

function matters({ ports }: Grant, asked: AskedPort | undefined): boolean {
  return asked === undefined || hasPort(ports, asked.protocol, asked.port);
}

/** The rules that decide a side: with a port the first that lets it through, without one all of them. */
export function decidingGrants({ grants }: Side, asked: AskedPort | undefined): readonly Grant[] {
  const found = grants.filter((grant) => matters(grant, asked));
  return asked === undefined ? found : found.slice(0, 1);
}

function grantWords({ policy, rule, ports }: Grant): string {
  return `policy ${policy.name}, rule ${rule}: ${portWords(ports)} (${policySource(policy)})`;
}

function openWords(side: Side): string {
  switch (side.open) {
    case 'no pod':
      return 'no policy applies: it is no pod on the network of pods';
    case 'itself':
      return 'a pod always reaches itself';
    default:
      return `no policy isolates it: everything may ${side.direction === 'egress' ? 'leave' : 'come in'}`;
  }
}

/** The policies that keep everything out or in by themselves, having no rule in the direction; where there is none of them, all that isolate. */
function isolating({ isolatedBy, direction }: Side): readonly string[] {
  const bare = isolatedBy.filter((policy) => policy[direction].length === 0);
  return (bare.length > 0 ? bare : isolatedBy).map(({ name }) => name);
}

/** Why a side lets through what it does, in one line: `allowed by policy allow-internal-traffic, rule 0: all (…)`. */
export function sideWords(side: Side, asked: AskedPort | undefined): string {
  if (side.open !== undefined) return `allowed: ${openWords(side)}`;
  const deciding = decidingGrants(side, asked);
  if (deciding.length > 0) return `allowed by ${deciding.map(grantWords).join('; ')}`;
  const near = side.grants.map(grantWords).join('; ');
  return `denied: isolated by ${isolating(side).join(', ')}; ${near === '' ? 'no rule lets the other end through' : `only ${near}`}`;
}

/** The same for a cell of a table: names of policies with their rules; what lets nothing through has the policies that isolate. */
export function sideCell(side: Side, asked: AskedPort | undefined): string {
  if (side.open !== undefined) return side.open;
  const deciding = decidingGrants(side, asked);
  if (deciding.length > 0) return deciding.map(({ policy, rule }) => `${policy.name}[${rule}]`).join(',');
  return `denied: ${isolating(side).join(',')}`;
}

function endName(end: Endpoint): string {
  if (end.is === 'address') return end.address;
  return end.name === '' ? end.namespace : `${end.namespace}/${end.name}`;
}

function grantView({ policy, rule, ports }: Grant): JsonObject {
  return { policy: policy.name, namespace: policy.namespace, rule, ports: portWords(ports), source: policySource(policy) };
}

function sideView(side: Side, asked: AskedPort | undefined): JsonObject {
  return {
    verdict: verdictOf(side.ports, asked),
    ports: portWords(side.ports),
    ...(side.open !== undefined && { open: side.open }),
    isolatedBy: side.isolatedBy.map(({ name }) => name),
    decidedBy: decidingGrants(side, asked).map(grantView),
    reason: sideWords(side, asked),
  };
}

function answerView(answer: Answer, asked: AskedPort | undefined): JsonObject {
  return {
    from: endName(answer.from),
    to: endName(answer.to),
    verdict: verdictOf(answer.ports, asked),
    ports: portWords(answer.ports),
    egress: sideView(answer.egress, asked),
    ingress: sideView(answer.ingress, asked),
  };
}

/** A comparison for programs. */
export function comparisonView(comparison: Comparison, asked: AskedPort | undefined): JsonObject {
  const { from, to, verdict, ports, answers } = comparison;
  const port = asked === undefined ? {} : { port: `${asked.port}/${asked.protocol}` };
  return { from, to, ...port, verdict, ports: portWords(ports), answers: answers.map((answer) => answerView(answer, asked)) };
}

function headline({ from, to, verdict, somePorts, answers }: Comparison, asked: AskedPort | undefined): string {
  const about = asked === undefined ? '' : ` ${asked.port}/${asked.protocol}`;
  const some = asked === undefined && !hasNoPorts(somePorts) ? ` (${portWords(somePorts)})` : '';
  const differs = verdict === 'partly' && answers.length > 1 ? '; not for every pod' : '';
  return `${from} -> ${to}${about}: ${verdict}${verdict === 'partly' ? some : ''}${differs}`;
}

/** A comparison for people: the verdict, and for each side why. */
export function comparisonText(comparison: Comparison, asked: AskedPort | undefined): string {
  const { answers } = comparison;
  const told = answers.flatMap((answer) => [
    ...(answers.length > 1 ? [`  ${endName(answer.from)} -> ${endName(answer.to)}: ${verdictOf(answer.ports, asked)}`] : []),
    `  egress of ${endName(answer.from)}: ${sideWords(answer.egress, asked)}`,
    `  ingress of ${endName(answer.to)}: ${sideWords(answer.ingress, asked)}`,
  ]);
  return [headline(comparison, asked), ...told].map((line) => `${line}\n`).join('');
}
