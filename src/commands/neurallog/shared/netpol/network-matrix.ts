import type { JsonObject } from '../../../../kernel/json.ts';
import { sideCell, sideWords } from './answer-views.ts';
import { compareEnds } from './compare-ends.ts';
import type { AskedPort, Comparison } from './compare-ends.ts';
import type { NamedEndpoint } from './endpoint-words.ts';
import { tenantNamespace } from './network-view.ts';
import type { NetworkView } from './network-view.ts';
import { portWords } from './simulate/port-set.ts';
import type { PolicyIndex } from './simulate/simulate.ts';

/** The parts of tenants, as ends of connections: `acme/server`, `acme/redis`. */
export function componentEnds(view: NetworkView, tenants: readonly string[]): readonly NamedEndpoint[] {
  return tenants.flatMap((tenant) => {
    const namespace = tenantNamespace(view, tenant);
    const own = view.workloads.filter((workload) => workload.namespace === namespace);
    return own
      .map(({ component, pods }) => ({ text: `${tenant}/${component}`, ends: pods }))
      .toSorted((left, right) => (left.text < right.text ? -1 : Number(left.text > right.text)));
  });
}

/**
 * Every end with every end, by rows: also with itself, which stands for its pods among one another. Of two ends that are both no part of a tenant
 * (`others`) nothing is said.
 */
export function* networkMatrix(
  policies: PolicyIndex,
  parts: readonly NamedEndpoint[],
  others: readonly NamedEndpoint[] = [],
  asked?: AskedPort,
): Generator<Comparison> {
  for (const from of parts) for (const to of [...parts, ...others]) yield compareEnds(policies, from, to, asked);
  for (const from of others) for (const to of parts) yield compareEnds(policies, from, to, asked);
}

/** What decides a side, over all answers of a comparison. */
function cellOf({ answers }: Comparison, side: 'egress' | 'ingress', asked: AskedPort | undefined): string {
  return [...new Set(answers.map((answer) => sideCell(answer[side], asked)))].join(' or ');
}

function portsCell({ ports, somePorts, verdict }: Comparison): string {
  return portWords(verdict === 'partly' ? somePorts : ports);
}

export const MATRIX_COLUMNS: readonly string[] = ['FROM', 'TO', 'VERDICT', 'PORTS', 'EGRESS', 'INGRESS'];

/** A row of the matrix as the cells of {@link MATRIX_COLUMNS}. */
export function matrixCells(one: Comparison, asked: AskedPort | undefined): readonly string[] {
  return [one.from, one.to, one.verdict, portsCell(one), cellOf(one, 'egress', asked), cellOf(one, 'ingress', asked)];
}

/** A row of the matrix for programs. */
export function matrixView(one: Comparison, asked: AskedPort | undefined): JsonObject {
  const told = (side: 'egress' | 'ingress'): readonly string[] => [...new Set(one.answers.map((answer) => sideWords(answer[side], asked)))];
  const { from, to, verdict } = one;
  return { from, to, verdict, ports: portsCell(one), egress: told('egress'), ingress: told('ingress') };
}
