/** A number as it is, or a percentage of a total (`"25%"`), rounded as told. Undefined for anything else. */
export function intOrPercent(value: number | string | undefined, total: number, rounding: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') return value;
  if (value === undefined) return undefined;
  const percent = /^([0-9]+)%$/.exec(value)?.[1];
  if (percent === undefined) return undefined;
  const exact = (Number(percent) * total) / 100;
  return rounding === 'up' ? Math.ceil(exact) : Math.floor(exact);
}
