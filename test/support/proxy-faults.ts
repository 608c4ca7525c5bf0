import type { ApiRequest } from './api-request.ts';

/** A request as a rule sees it: what it asks for, its body as text, and who sent it. */
export interface ProxiedRequest extends ApiRequest {
  readonly body: string;
  readonly userAgent: string;
}

/** What the proxy does to a request. */
export type ProxyFault =
  /** The server carries it out, and the connection is reset before the answer is passed on. */
  | { readonly do: 'lose-answer' }
  /** The connection is reset and the server never hears of it. */
  | { readonly do: 'reset' }
  /** Nothing is done until the promise resolves; then the request goes its normal way. */
  | { readonly do: 'hold'; readonly until: Promise<unknown> }
  /** The server carries it out; the answer is passed on when the promise resolves. */
  | { readonly do: 'hold-answer'; readonly until: Promise<unknown> }
  /** A failure Status instead of the server's answer; the server never hears of it. */
  | {
      readonly do: 'answer';
      readonly code: number;
      readonly reason: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A watch is cut off in a clean way after this many events (bookmarks count). */
  | { readonly do: 'cut-watch'; readonly after: number }
  /** The body is changed on its way to the server, as an admission webhook would: what is stored differs from what was sent. */
  | { readonly do: 'rewrite-request'; readonly change: (body: unknown) => unknown }
  /** The server's JSON answer is changed on its way back. Not for watches. */
  | { readonly do: 'rewrite-answer'; readonly change: (answer: unknown) => unknown };

/** A fault and the requests that it meets. */
export interface ProxyRule {
  readonly when: (request: ProxiedRequest) => boolean;
  readonly fault: ProxyFault;
  /** How many requests it meets before it is spent. Default 1; Infinity for all. */
  readonly times?: number;
}

/** The rules of one proxy: the first that fits a request is used. */
export interface ProxyRules {
  /** The returned function takes the rule away. */
  add(rule: ProxyRule): () => void;
  take(request: ProxiedRequest): ProxyFault | undefined;
}

/** An empty list of rules. */
export function proxyRules(): ProxyRules {
  const rules = new Map<symbol, { readonly rule: ProxyRule; left: number }>();
  return {
    add: (rule) => {
      const id = Symbol('rule');
      rules.set(id, { rule, left: rule.times ?? 1 });
      return () => {
        rules.delete(id);
      };
    },
    take: (request) => {
      for (const [id, entry] of rules) {
        if (!entry.rule.when(request)) continue;
        entry.left -= 1;
        if (entry.left <= 0) rules.delete(id);
        return entry.rule.fault;
      }
      return undefined;
    },
  };
}
