import type { JsonObject } from '../../kernel/json.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { Requester } from './requester.ts';

/** Who asks for a review, and in which namespace of the path. */
export interface ReviewContext {
  readonly requester: Requester;
  readonly namespace?: string;
}

/**
 * A type that is not stored: it is posted, and the answer is the same object with a status (`SelfSubjectAccessReview`, `TokenReview`).
 * The server answers 201 with it.
 */
export interface ReviewResource extends ResourceType {
  readonly singular: string;
  /** Whether the answer tells who owns the fields of the question (`metadata.managedFields` of the body that it answers). Default: no. */
  readonly tellsManagers?: boolean;
  /** Completes a body whose `apiVersion` and `kind` were checked. Throws ApiFailure. */
  answer(body: JsonObject, context: ReviewContext): JsonObject;
}
