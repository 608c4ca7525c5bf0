import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { formatTable } from '../../../../output/table.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { UNLIMITED } from './parse-quotas.ts';
import type { QuotaName } from './quota-fields.ts';
import { planOf } from './quota-views.ts';
import type { QuotaView } from './quota-views.ts';

const BINARY: readonly (readonly [number, string])[] = [
  [1024 ** 4, 'Ti'],
  [1024 ** 3, 'Gi'],
  [1024 ** 2, 'Mi'],
  [1024, 'Ki'],
];

/** An amount as it can be written in a quota: bytes with a suffix where that says exactly the same. */
export function amountText(value: number, { isBytes }: QuotaName): string {
  if (!isBytes) return String(value);
  const unit = BINARY.find(([size]) => value >= size && value % size === 0);
  return unit === undefined ? String(value) : `${value / unit[0]}${unit[1]}`;
}

/** A limit in words: 0 is no limit. */
export function limitText(limit: number, quota: QuotaName): string {
  return limit === 0 ? UNLIMITED : amountText(limit, quota);
}

function quotaItem({ quota, limit, source, planLimit, used, usage }: QuotaView): unknown {
  return {
    name: quota.field,
    limit,
    unlimited: limit === 0,
    source,
    planLimit,
    ...(used !== undefined && { used }),
    ...(usage !== undefined && { usagePercent: usage }),
  };
}

/** Prints the limits of a tenant as a table, or as `kind: QuotaReport`. */
export async function printQuotas(
  tenant: KubeObject,
  views: readonly QuotaView[],
  runtime: Pick<Runtime, 'stdout' | 'columns'>,
  options: { readonly json: boolean; readonly headers: boolean },
): Promise<void> {
  const plan = planOf(tenant);
  if (options.json) {
    const { toJson } = await import('../../../../output/print-object.ts');
    const { name, namespace } = tenant.metadata;
    const items = views.map(quotaItem);
    runtime.stdout(toJson({ apiVersion: 'cli.maia.cuemby.com/v1', kind: 'QuotaReport', tenant: { name, namespace }, plan, items }));
    return;
  }
  const rows = views.map(({ quota, limit, source, planLimit, used, usage }) => [
    quota.field,
    limitText(limit, quota),
    used === undefined ? '' : amountText(used, quota),
    usage === undefined ? '' : `${usage}%`,
    source === 'own' ? `own (plan ${plan}: ${limitText(planLimit, quota)})` : `plan ${plan}`,
  ]);
  const columns = ['QUOTA', 'LIMIT', 'USED', 'USAGE', 'FROM'].map((header) => ({ header, freeText: header === 'FROM' }));
  runtime.stdout(await formatTable(columns, rows, { headers: options.headers, width: runtime.columns }));
}
