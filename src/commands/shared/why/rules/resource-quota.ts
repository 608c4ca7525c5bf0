import type { V1ResourceQuota } from '@kubernetes/client-node';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.ts';
import { controllerOf, type KubeObject } from '../../../../kernel/kube-object.ts';
import { parseQuantity } from '../../../../kernel/quantity.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { fieldEvidence } from '../evidence.ts';
import { patchCommand, patchPrimary } from '../fixes.ts';
import type { Link } from '../link.ts';
import { objectName, type Related, type RulesOfKind } from '../related.ts';

/** `exceeded quota: NAME, requested: pods=1,cpu=2, used: pods=3,cpu=1, limited: pods=3,cpu=2` (kubernetes, plugin/pkg/admission/resourcequota). */
const EXCEEDED = /exceeded quota: ([^,\s]+), requested: (\S+), used: (\S+), limited: (\S+)/;

/** What a quota refused. */
export interface QuotaRefusal {
  readonly quota: string;
  /** Resource → amounts as written. */
  readonly wanted: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
  readonly hard: Readonly<Record<string, string>>;
}

function amounts(list: string): Readonly<Record<string, string>> {
  const pairs = list
    .replace(/,$/, '')
    .split(',')
    .map((pair) => pair.split('='));
  return Object.fromEntries(pairs.flatMap(([name, amount]) => (name === undefined || amount === undefined ? [] : [[name, amount]])));
}

/** Reads the message of an API server that refused for a quota; undefined for any other. */
export function quotaRefusal(message: string): QuotaRefusal | undefined {
  const [, quota, wanted, used, hard] = EXCEEDED.exec(message) ?? [];
  if (quota === undefined || wanted === undefined || used === undefined || hard === undefined) return undefined;
  return { quota, wanted: amounts(wanted), used: amounts(used), hard: amounts(hard) };
}

const UNITS: Readonly<Record<string, bigint>> = { '': 1n, Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n };
const NANO = 1_000_000_000n;

/** The sum of two amounts in the unit of the first where that comes out even, else in whole numbers or thousandths. */
export function sumOf(left: string, right: string): string {
  const total = (parseQuantity(left) ?? 0n) + (parseQuantity(right) ?? 0n);
  const suffix = /[KMGT]i$/.exec(left)?.[0] ?? '';
  const unit = (UNITS[suffix] ?? 1n) * NANO;
  if (total % unit === 0n) return `${String(total / unit)}${suffix}`;
  if (total % NANO === 0n) return String(total / NANO);
  return `${String((total + 999_999n) / 1_000_000n)}m`;
}

/** `limits.cpu` of a quota that an operator makes stands in the primary's spec as `resources.cpu.limit` (NeuralLog's Tenant). */
const BUDGET = /^(limit|request)s\.([a-z]+)$/;

/** The amounts as the spec of the primary has them; undefined where it does not have one of them. */
function asBudget(hard: Readonly<Record<string, string>>, { primary }: Related): JsonObject | undefined {
  const { spec } = primary;
  const resources = isJsonObject(spec) && isJsonObject(spec['resources']) ? spec['resources'] : {};
  const budget: Record<string, Record<string, string>> = {};
  for (const [name, amount] of Object.entries(hard)) {
    const [, bound = '', resource = ''] = BUDGET.exec(name) ?? [];
    const before = resources[resource];
    if (!isJsonObject(before) || before[bound] === undefined) return undefined;
    budget[resource] = { ...budget[resource], [bound]: amount };
  }
  return budget;
}

/** The command that makes room: in what the quota is made from, where an operator would set it back. */
function roomCommand(quota: KubeObject, hard: Readonly<Record<string, string>>, related: Related): string {
  const { primary, primaryPlural } = related;
  if (controllerOf(quota)?.uid !== primary.metadata.uid) return patchCommand('resourcequota', quota, ['spec', 'hard'], hard);
  const budget = asBudget(hard, related);
  if (budget !== undefined) return patchPrimary(related, ['resources'], budget);
  const { name, namespace } = primary.metadata;
  return `kubectl edit ${primaryPlural} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

/** A quota that refused something: which of its amounts, and the command that makes room. */
function explain(quota: KubeObject, related: Related): Link | undefined {
  const { via } = related;
  const refusal = quotaRefusal(via?.message ?? '');
  if (refusal === undefined) return undefined;
  const { status } = partsOf<V1ResourceQuota>(quota);
  const names = Object.keys(refusal.wanted);
  const told = names.map(
    (name) => `${name} ${refusal.wanted[name] ?? '0'} more wanted, ${refusal.used[name] ?? '0'} of ${refusal.hard[name] ?? '0'} used`,
  );
  const live = names.map((name) => `${name} ${status?.used?.[name] ?? '?'} of ${status?.hard?.[name] ?? '?'} used`);
  const room = names.map((name) => [name, sumOf(refusal.used[name] ?? '0', refusal.wanted[name] ?? '0')] as const);
  return {
    object: objectName(quota),
    state: 'stuck',
    reason: 'QuotaExceeded',
    message: `its limit is reached: ${told.join('; ')}`,
    evidence: [fieldEvidence('status', quota, live.join('; '))],
    fix: roomCommand(quota, Object.fromEntries(room), related),
  };
}

export const quotaRules: RulesOfKind = { kind: 'ResourceQuota', explain };
