import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { keyOf, type ObjectKey } from '../../src/kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';

/** One call that a test's subject made. */
export interface RecordedCall {
  readonly verb: keyof KubeApi;
  /** `deployments.apps`; the path of `raw`. */
  readonly resource: string;
  /** `namespace/name` where the call names an object. */
  readonly key?: string;
  /** The object or patch that was sent. */
  readonly body?: unknown;
  readonly options: Readonly<Record<string, unknown>>;
}

type Returned<V extends keyof KubeApi> = Awaited<ReturnType<KubeApi[V]>>;
type Answer<V extends keyof KubeApi> = Returned<V> | Error | ((call: RecordedCall) => Returned<V> | Promise<Returned<V>>);

/** What each verb answers: always the same, or a list of answers that is used up. An Error is thrown. Verbs that are left out may not be called. */
export type Script = { readonly [V in keyof KubeApi]?: Answer<V> | readonly Answer<V>[] };

/** A KubeApi that answers from a script and remembers every call. */
export interface ScriptedApi {
  readonly api: KubeApi;
  readonly calls: RecordedCall[];
  /** The calls as `verb resource key`, in order. */
  lines(): readonly string[];
}

/** A stub of the API server: nothing is stored, nothing is checked; what it answers is what the script says. */
export function scriptedApi(script: Script = {}): ScriptedApi {
  const calls: RecordedCall[] = [];
  const used = new Map<keyof KubeApi, number>();

  const nextAnswer = (verb: keyof KubeApi): unknown => {
    const answers = (script as Readonly<Record<string, unknown>>)[verb];
    if (!Array.isArray(answers)) return answers;
    const index = used.get(verb) ?? 0;
    used.set(verb, index + 1);
    return answers[index] as unknown;
  };

  const record = (
    verb: keyof KubeApi,
    resource: string,
    rest: { readonly key?: ObjectKey; readonly body?: unknown; readonly options?: object },
  ): RecordedCall => {
    const { key, body, options = {} } = rest;
    const call: RecordedCall = {
      verb,
      resource,
      ...(key === undefined ? {} : { key: keyOf(key) }),
      ...(body === undefined ? {} : { body }),
      options: { ...options },
    };
    calls.push(call);
    return call;
  };

  const settle = <V extends keyof KubeApi>(verb: V, call: RecordedCall): Returned<V> | Promise<Returned<V>> => {
    const answer = nextAnswer(verb);
    if (answer === undefined) throw new Error(`unexpected call: ${line(call)}`);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? (answer as (asked: RecordedCall) => Returned<V>)(call) : (answer as Returned<V>);
  };

  const at = (type: ResourceType): string => resourceNameOf(type);
  const api: KubeApi = {
    get: async (type, key, options) => settle('get', record('get', at(type), { key, ...(options && { options }) })),
    list: async (type, options) => settle('list', record('list', at(type), { ...(options && { options }) })),
    table: async (type, options) => settle('table', record('table', at(type), { ...(options && { options }) })),
    watch: (type, options) => settle('watch', record('watch', at(type), { options })) as Returned<'watch'>,
    create: async (type, object, options) =>
      settle('create', record('create', at(type), { key: object.metadata, body: object, ...(options && { options }) })),
    apply: async (type, object, options) => settle('apply', record('apply', at(type), { key: object.metadata, body: object, options })),
    patch: async (type, key, patch, options) =>
      settle('patch', record('patch', at(type), { key, body: patch, ...(options && { options }) })),
    replace: async (type, object, options) =>
      settle('replace', record('replace', at(type), { key: object.metadata, body: object, ...(options && { options }) })),
    remove: async (type, key, options) => settle('remove', record('remove', at(type), { key, ...(options && { options }) })),
    raw: async (_method, path, options) => settle('raw', record('raw', path, { ...(options && { options }) })),
  };
  return { api, calls, lines: () => calls.map(line) };
}

function line({ verb, resource, key }: RecordedCall): string {
  return key === undefined ? `${verb} ${resource}` : `${verb} ${resource} ${key}`;
}
