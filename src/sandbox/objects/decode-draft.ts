import { ApiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { metadataTypeProblem } from '../schema/object-meta-shape.ts';
import type { WriteOptions } from './object-service.ts';

/** Makes the failure of an object that cannot be read: what went wrong goes into the frame of the request. */
export type ProblemFrame = (problem: string) => ApiFailure;

/** The frame of creates and updates: 400. */
export function bodyFrame({ kind, version }: ServedResource): ProblemFrame {
  return (problem) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
}

function problemOf(error: unknown): string | undefined {
  return error instanceof ApiFailure && 'problem' in error && typeof error.problem === 'string' ? error.problem : undefined;
}

function decoded(resource: ServedResource, draft: Draft, frame: ProblemFrame): ReturnType<ServedResource['strategy']['decode']> {
  const problem = resource.custom ? metadataTypeProblem(draft.metadata) : undefined;
  if (problem !== undefined) throw frame(problem);
  try {
    return resource.strategy.decode(draft);
  } catch (error) {
    const told = problemOf(error);
    throw told === undefined ? error : frame(told);
  }
}

/**
 * Reads a draft into its type and fills its defaults. Unknown fields are refused, told as warnings or dropped in silence, as the request
 * wants it (`fieldValidation`).
 * @param earlier complaints about what the draft was made from
 */
export function decodeDraft(
  resource: ServedResource,
  draft: Draft,
  options: WriteOptions,
  frame: ProblemFrame,
  earlier: readonly string[] = [],
): Draft {
  const { object, complaints: own } = decoded(resource, draft, frame);
  const complaints = [...(options.complaints ?? []), ...earlier, ...own];
  if (complaints.length > 0 && options.fieldValidation === 'Strict') throw frame(`strict decoding error: ${complaints.join(', ')}`);
  if (options.fieldValidation !== 'Ignore') for (const complaint of complaints) options.warn?.(complaint);
  return resource.strategy.withDefaults(object);
}
