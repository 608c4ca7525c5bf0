import { compareQuantities, parseQuantity } from '../../../kernel/quantity.ts';
import { canonicalQuantity } from '../../values/canonical-quantity.ts';

/** Amounts by resource. */
export type Amounts = Readonly<Record<string, string>>;

/** One entry of a LimitRange, as far as it bounds things. */
export interface Bounds {
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  readonly maxLimitRequestRatio: Amounts;
}

/** What something asks for. */
export interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function less(left: string, right: string): boolean {
  return (compareQuantities(left, right) ?? 0) < 0;
}

function tooLittle(name: string, least: string, { requests, limits }: Asked, type: string): string | undefined {
  const head = `minimum ${name} usage per ${type} is ${canonicalQuantity(least)}`;
  const [request, limit] = [requests[name], limits[name]];
  if (request === undefined) return `${head}.  No request is specified`;
  if (less(request, least)) return `${head}, but request is ${request}`;
  return limit !== undefined && less(limit, least) ? `${head}, but limit is ${limit}` : undefined;
}

function tooMuch(name: string, most: string, { requests, limits }: Asked, type: string): string | undefined {
  const head = `maximum ${name} usage per ${type} is ${canonicalQuantity(most)}`;
  const [request, limit] = [requests[name], limits[name]];
  if (type === 'PersistentVolumeClaim') {
    if (request === undefined) return `${head}.  No request is specified`;
    return less(most, request) ? `${head}, but request is ${request}` : undefined;
  }
  if (limit === undefined) return `${head}.  No limit is specified`;
  if (less(most, limit)) return `${head}, but limit is ${limit}`;
  return request !== undefined && less(most, request) ? `${head}, but request is ${request}` : undefined;
}

function tooGenerous(name: string, ratio: string, { requests, limits }: Asked, type: string): string | undefined {
  const head = `${name} max limit to request ratio per ${type} is ${canonicalQuantity(ratio)}`;
  const request = parseQuantity(requests[name] ?? '0') ?? 0n;
  const limit = parseQuantity(limits[name] ?? '0') ?? 0n;
  if (request === 0n) return `${head}, but no request is specified or request is 0`;
  if (limit === 0n) return `${head}, but no limit is specified or limit is 0`;
  const given = Number(limit) / Number(request);
  const allowed = Number(parseQuantity(ratio) ?? 0n) / 1e9;
  return given > allowed ? `${head}, but provided ratio is ${given.toFixed(6)}` : undefined;
}

/** What is wrong with what something asks for, by the bounds for things of its type. */
export function boundProblems(bounds: Bounds, asked: Asked): readonly string[] {
  const check = (amounts: Amounts, one: typeof tooLittle): readonly (string | undefined)[] =>
    Object.entries(amounts)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, amount]) => one(name, amount, asked, bounds.type));
  const all = [...check(bounds.min, tooLittle), ...check(bounds.max, tooMuch), ...check(bounds.maxLimitRequestRatio, tooGenerous)];
  return all.filter((problem): problem is string => problem !== undefined);
}
