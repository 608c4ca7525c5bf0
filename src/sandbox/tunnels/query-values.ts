import { badRequest } from '../failures/common-failures.ts';

/** A boolean of a query as the API server reads it: `0` and `false` are false, anything else, also nothing, is true. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

const INT64_MAX = 2n ** 63n - 1n;

/** A whole number of a query; absent for none. 400 in the words of Go's strconv. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  if (value > INT64_MAX || value < -INT64_MAX - 1n) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return Number(value);
}

/** The ports of a port-forward: `ports=80&ports=81`, `ports=80,81`. */
export function queryPorts(query: URLSearchParams): readonly number[] {
  return query
    .getAll('ports')
    .flatMap((value) => value.split(','))
    .map((text) => {
      const failed = (why: string): Error =>
        badRequest(`cannot convert to []int32: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`);
      if (!/^\d+$/.test(text)) throw failed('invalid syntax');
      if (Number(text) > 65_535) throw failed('value out of range');
      return Number(text);
    });
}
