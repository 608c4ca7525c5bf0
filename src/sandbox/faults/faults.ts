import type { FaultAction, FaultHook } from '../requests/fault-hook.ts';
import type { RequestInfo } from '../requests/request-info.ts';
import type { Requester } from '../requests/requester.ts';

/** A fault and the requests that it meets. */
export interface FaultRule {
  readonly when: (info: RequestInfo, requester: Requester) => boolean;
  readonly fault: FaultAction;
  /** How many requests it meets before it is spent. Default 1; Infinity for all. */
  readonly times?: number;
}

/** The faults of one server, changed while it runs. */
export interface Faults extends FaultHook {
  /** The first rule that fits a request is used. The returned function takes the rule away. */
  add(rule: FaultRule): () => void;
  /** Asks this hook about every request that no rule fits, in the place of the one before; undefined: nobody. */
  use(hook: FaultHook | undefined): void;
  /** From here on everything is answered truly. */
  clear(): void;
}

/** No faults, until rules are added or a hook is used. */
export function createFaults(): Faults {
  const rules = new Map<symbol, { readonly rule: FaultRule; left: number }>();
  let fallback: FaultHook | undefined;
  return {
    add: (rule) => {
      const id = Symbol('rule');
      rules.set(id, { rule, left: rule.times ?? 1 });
      return () => {
        rules.delete(id);
      };
    },
    use: (hook) => {
      fallback = hook;
    },
    clear: () => {
      rules.clear();
      fallback = undefined;
    },
    before: (info, requester) => {
      for (const [id, entry] of rules) {
        if (!entry.rule.when(info, requester)) continue;
        entry.left -= 1;
        if (entry.left <= 0) rules.delete(id);
        return entry.rule.fault;
      }
      return fallback?.before(info, requester);
    },
  };
}
