import type { ApiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import { UnreadableObject } from '../failures/unreadable-object.ts';
import type { Decoded, Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { metadataTypeProblem } from '../schema/object-meta-shape.ts';
import type { WriteOptions } from './object-service.ts';

/** Makes the failure of an object that cannot be read: what went wrong goes into the frame of the request. */
export type ProblemFrame = (problem: string) => ApiFailure;

/** The frame of creates and updates: 400. */
export function bodyFrame({ kind, version }: ServedResource): ProblemFrame {
  return (problem) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
}

/** What a draft was made from, where it is not simply a body. */
export interface DraftOrigin {
  /** Complaints about it. */
  readonly complaints?: readonly string[];
  /** Whether it is the result of an apply. */
  readonly applied?: boolean;
}

function decoded(resource: ServedResource, draft: Draft, frame: ProblemFrame, applied: boolean): Decoded {
  const problem = resource.custom ? metadataTypeProblem(draft.metadata) : undefined;
  if (problem !== undefined) throw frame(problem);
  try {
    return resource.strategy.decode(draft, applied);
  } catch (error) {
    throw error instanceof UnreadableObject ? frame(error.problem) : error;
  }
}

/**
 * Reads a draft into its type and fills its defaults. Unknown fields are refused, told as warnings or dropped in silence, as the request
 * wants it (`fieldValidation`).
 */
export function decodeDraft(
  resource: ServedResource,
  draft: Draft,
  options: WriteOptions,
  frame: ProblemFrame,
  { complaints: earlier = [], applied = false }: DraftOrigin = {},
): Draft {
  const { object, complaints: own } = decoded(resource, draft, frame, applied);
  const complaints = [...(options.complaints ?? []), ...earlier, ...own];
  if (complaints.length > 0 && options.fieldValidation === 'Strict') throw frame(`strict decoding error: ${complaints.join(', ')}`);
  if (options.fieldValidation !== 'Ignore') for (const complaint of complaints) options.warn?.(complaint);
  return resource.strategy.withDefaults(object);
}
