import { connectionFlags, type GlobalFlags } from '../flags.ts';

/** The connection flags that were given, as arguments: what runs in turn goes to the same cluster as the same user. */
export function connectionArgs(flags: GlobalFlags): readonly string[] {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  return Object.keys(connectionFlags).flatMap((name) => {
    const value = given[name];
    if (value === true) return [`--${name}`];
    return [value].flat().flatMap((one) => (typeof one === 'string' ? [`--${name}=${one}`] : []));
  });
}
