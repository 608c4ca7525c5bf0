/** When something goes wrong at a call: before it reaches the other side, or after it was carried out and before its answer is seen. */
export type FaultMoment = 'before' | 'after';

/** What goes wrong: the process dies, or it lives on and is told that the connection broke. */
export type Fault = 'death' | 'broken connection';

/** Counts the calls of one process over all the interfaces that it uses, and lets one of them go wrong. */
export interface Mortality {
  /** The same object; after the death its calls are never answered. */
  readonly wrap: <T extends object>(target: T, name: string) => T;
  /** Calls so far, as `name.method`. */
  readonly calls: readonly string[];
  isDead(): boolean;
}

/** The last or the second last argument of every call holds its signal. Only being torn down ends the wait of a dead process. */
async function silence(args: readonly unknown[]): Promise<never> {
  const last = args.at(-1);
  const signal = last instanceof AbortSignal ? last : (last as { readonly signal?: AbortSignal } | undefined)?.signal;
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A process with a fault at its `at`-th call (counted from 1); `die` tears it down, `broken` is the error of a broken connection. Watches are not counted. */
export function mortality(
  { at, when, fault }: { readonly at: number; readonly when: FaultMoment; readonly fault: Fault },
  { die, broken }: { readonly die: () => void; readonly broken: (name: string) => Error },
): Mortality {
  const calls: string[] = [];
  let dead = false;
  const called = async (name: string, call: () => Promise<unknown>, args: readonly unknown[]): Promise<unknown> => {
    if (dead) return silence(args);
    calls.push(name);
    const isLast = calls.length === at;
    if (isLast && when === 'after') await call().catch(() => undefined);
    if (isLast && fault === 'broken connection') throw broken(name);
    if (isLast) {
      dead = true;
      die();
      return silence(args);
    }
    const answer = await call();
    return dead ? silence(args) : answer;
  };
  return {
    wrap: (target, name) =>
      new Proxy(target, {
        get: (object, method) => {
          const value: unknown = Reflect.get(object, method);
          if (typeof value !== 'function' || method === 'watch') return value;
          return async (...args: readonly unknown[]) =>
            called(`${name}.${String(method)}`, async () => Reflect.apply(value, object, args) as Promise<unknown>, args);
        },
      }),
    calls,
    isDead: () => dead,
  };
}
