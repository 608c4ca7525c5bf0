/** Counts the calls over all the interfaces that a process uses. */
export interface CallCounter {
  /** The same object, with its calls counted. Watches are not. */
  readonly wrap: <T extends object>(target: T, name: string) => T;
  /** Calls that were answered, as `name.method`. */
  readonly made: readonly string[];
}

/** Tells of each call how many have been answered, before whoever made it sees the answer. */
export function callCounter(onAnswer: (count: number) => void): CallCounter {
  const made: string[] = [];
  return {
    wrap: (target, name) =>
      new Proxy(target, {
        get: (object, method) => {
          const value: unknown = Reflect.get(object, method);
          if (typeof value !== 'function' || method === 'watch') return value;
          return async (...args: readonly unknown[]) => {
            try {
              return await (Reflect.apply(value, object, args) as Promise<unknown>);
            } finally {
              onAnswer(made.push(`${name}.${String(method)}`));
            }
          };
        },
      }),
    made,
  };
}
