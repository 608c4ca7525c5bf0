import { isApiError } from '../../../cluster/api-error.ts';
import type { ListOptions } from '../../../cluster/kube-api.ts';
import { createSlots } from '../../../cluster/slots.ts';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import { CliError } from '../../../output/cli-error.ts';
import type { Scope } from './scope.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import { listPages } from './list-pages.ts';
import { createPace } from './pace.ts';
import { readableNamespaces } from './readable-namespaces.ts';

/** The pages of a list of all objects of a target. */
export interface Listed<Page> {
  readonly pages: readonly Page[];
  /** Where they were looked for: absent stands for all namespaces (or for a type that has none). */
  readonly namespaces: readonly (string | undefined)[];
  /** What may not be read, where only a part was: `agents in 3 of 5 namespaces`. */
  readonly leftOut?: string;
}

/** How much of a cluster is asked for at once, and how fast, where each namespace is asked for alone. */
const AT_ONCE = 8;
const PER_SECOND = 50;
const BURST = 100;

function isRefused(error: unknown): boolean {
  return error instanceof CliError && isApiError(error.cause, 'Forbidden');
}

type ListIn<Page> = (namespace: string | undefined) => Promise<readonly Page[]>;

/** Asks each namespace alone. Undefined where none may be read. */
async function listApart<Page>(session: Session, target: Target, scope: Scope, listIn: ListIn<Page>): Promise<Listed<Page> | undefined> {
  const { names, all } = await readableNamespaces(session, scope.signal);
  const slots = createSlots(AT_ONCE);
  const pace = createPace(createSystemClock({ holdsProcess: true }), PER_SECOND, BURST);
  const answers = await Promise.all(
    names.map(async (namespace) => {
      await slots.take(scope.signal);
      try {
        await pace(scope.signal);
        return { namespace, pages: await listIn(namespace) };
      } catch (error) {
        if (isRefused(error)) return undefined;
        throw error;
      } finally {
        slots.give();
      }
    }),
  );
  const read = answers.filter((answer) => answer !== undefined);
  if (read.length === 0) return undefined;
  const refused = names.length - read.length;
  const { plural } = target.kind;
  const leftOut = all ? `${plural} in ${refused} of ${names.length} namespaces` : `${plural} outside namespace ${session.namespace}`;
  return {
    pages: read.flatMap(({ pages }) => pages),
    namespaces: read.map(({ namespace }) => namespace),
    ...((!all || refused > 0) && { leftOut }),
  };
}

/**
 * Lists the objects of a target, page by page. Where all namespaces are asked for and refused, and `scope` says that a part is welcome, each
 * namespace is asked for alone. Throws the CliError of a call that failed; of a refusal the one about all namespaces.
 */
export async function listTarget<Page extends { readonly continue?: string }>(
  session: Session,
  target: Target,
  scope: Scope,
  list: (options: ListOptions) => Promise<Page>,
): Promise<Listed<Page>> {
  const { kind } = target;
  const listIn = async (namespace: string | undefined): Promise<readonly Page[]> => {
    const options: ListOptions = {
      signal: scope.signal,
      ...(scope.chunkSize !== undefined && { limit: scope.chunkSize }),
      ...(namespace !== undefined && { namespace }),
      ...(scope.selector !== undefined && { labelSelector: scope.selector }),
      ...(scope.fieldSelector !== undefined && { fieldSelector: scope.fieldSelector }),
    };
    return await session.during({ verb: 'list', type: kind, namespace }, () => listPages(list, options));
  };
  const namespace = kind.scope === 'Namespaced' ? scope.namespace : undefined;
  try {
    return { pages: await listIn(namespace), namespaces: [namespace] };
  } catch (error) {
    const canBeParted = kind.scope === 'Namespaced' && namespace === undefined && scope.partIsWelcome === true;
    if (!canBeParted || !isRefused(error)) throw error;
    const listed = await listApart(session, target, scope, listIn);
    if (listed === undefined) throw error;
    return listed;
  }
}
