import { isApiError } from '../../../cluster/api-error.ts';
import type { System } from '../../../registry.ts';
import type { About } from '../describe-api-error.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';

/** What every check is given. */
export interface CheckContext {
  readonly session: Session;
  readonly runtime: Runtime;
  /** Ends the checks. */
  readonly signal: AbortSignal;
  readonly systems: readonly System[];
  readonly kinds: readonly KindIdentity[];
  /** Before an installation: what that brings need not be there. */
  readonly pre: boolean;
  /** Where objects are meant to live; undefined: in all namespaces. */
  readonly namespace: string | undefined;
  /** The commands whose rights are asked for, and whether a person named them. */
  readonly commands: readonly string[];
  readonly namedCommands: boolean;
}

/** An answer, or that one may not ask. */
export type Looked<T> = { readonly value: T } | { readonly refused: string };

/** Makes a call; a refusal becomes a value, any other failure the error that a user is shown. */
export async function look<T>(
  context: CheckContext,
  about: Pick<About, 'verb' | 'type' | 'name' | 'namespace'>,
  call: () => Promise<T>,
): Promise<Looked<T>> {
  return await context.session.during(about, async (): Promise<Looked<T>> => {
    try {
      return { value: await call() };
    } catch (error) {
      if (isApiError(error, 'Forbidden')) return { refused: `you may not ${about.verb} ${about.type?.plural ?? 'that'}` };
      throw error;
    }
  });
}
