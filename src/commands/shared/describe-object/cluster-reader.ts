import { isApiError } from '../../../cluster/api-error.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import { describeRef, type KubeObject, type Ref } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import { summarisedSecret } from '../../../reconcile/engine/secret-summary.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import type { Doing, Session } from '../session.ts';

/** What a list gave. `unknown`: it may not be read; `error` is the one to show where nothing goes without it. */
export type Listed =
  | { readonly state: 'read'; readonly objects: readonly KubeObject[] }
  | { readonly state: 'unknown'; readonly why: string; readonly error: unknown }
  | { readonly state: 'notServed' };

/** Which part of a type's objects. `namespace` absent: all, or a cluster-scoped type. */
export interface ListScope {
  readonly namespace?: string | undefined;
  readonly fieldSelector?: string;
}

/**
 * Reads for one command: each list and each object is asked for once, whoever wants it. What is forbidden is an answer, not an error. Of Secrets
 * only checksums are kept.
 */
export interface ClusterReader {
  list(type: ResourceType, scope?: ListScope): Promise<Listed>;
  get(ref: Ref): Promise<Lookup<KubeObject>>;
  /** Sentences about what was refused so far. */
  refused(): readonly string[];
}

const PAGE = 500;

function kept(type: ResourceType, object: KubeObject): KubeObject {
  return type.group === SECRET.group && type.kind === SECRET.kind ? summarisedSecret(object) : withoutManagedFields(object);
}

/** A reader over a session. Failures other than refusals are thrown as the errors that a user is shown. */
export function clusterReader(session: Session, signal: AbortSignal): ClusterReader {
  const asked = new Map<string, Promise<unknown>>();
  const refusals = new Set<string>();

  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const known = asked.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    asked.set(key, reading);
    return reading;
  };

  const refusal = (why: string): string => {
    refusals.add(why);
    return why;
  };

  /** The error that a user is shown for what was thrown. */
  const shown = (doing: Doing, error: unknown): Promise<unknown> =>
    session.during(doing, () => Promise.reject(error instanceof Error ? error : new Error(String(error)))).catch((told: unknown) => told);

  const readList = async (type: ResourceType, { namespace, fieldSelector }: ListScope): Promise<Listed> => {
    const objects: KubeObject[] = [];
    const scope = {
      signal,
      limit: PAGE,
      ...(namespace === undefined ? {} : { namespace }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
    let token: string | undefined;
    try {
      do {
        const page = await session.api.list(type, { ...scope, ...(token === undefined ? {} : { continue: token }) });
        for (const item of page.items) objects.push(kept(type, item));
        token = page.continue;
      } while (token !== undefined && token !== '');
      return { state: 'read', objects };
    } catch (error) {
      if (isApiError(error, 'NotFound')) return { state: 'notServed' };
      const told = await shown({ verb: 'list', type, namespace }, error);
      if (!isApiError(error, 'Forbidden')) throw told;
      const why = refusal(`you may not list ${resourceNameOf(type)}${namespace === undefined ? '' : ` in namespace ${namespace}`}`);
      return { state: 'unknown', why, error: told };
    }
  };

  const readOne = async (ref: Ref): Promise<Lookup<KubeObject>> => {
    const { type, namespace, name } = ref;
    try {
      return { state: 'present', object: kept(type, await session.api.get(type, ref, { signal })) };
    } catch (error) {
      if (isApiError(error, 'NotFound')) return { state: 'absent' };
      if (isApiError(error, 'Forbidden')) return { state: 'unknown', why: refusal(`you may not read ${describeRef(ref)}`) };
      throw await shown({ verb: 'get', type, namespace, name }, error);
    }
  };

  return {
    list: (type, scope = {}) =>
      once(`list ${resourceNameOf(type)} ${scope.namespace ?? ''} ${scope.fieldSelector ?? ''}`, () => readList(type, scope)),
    get: (ref) => once(`get ${resourceNameOf(ref.type)} ${ref.namespace ?? ''} ${ref.name}`, () => readOne(ref)),
    refused: () => [...refusals],
  };
}
