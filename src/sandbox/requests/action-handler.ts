import type { JsonObject } from '../../kernel/json.ts';
import type { ObjectKey } from '../../kernel/kube-object.ts';
import type { WriteOptions } from '../objects/object-service.ts';

/**
 * A subresource that is posted to and does something: `pods/eviction`, `pods/binding`, `serviceaccounts/token`. Gets the parsed body as
 * it came; gives the body of the answer, which is sent with its `code` where it is a Status, else with 201. Throws ApiFailure.
 */
export type ActionHandler = (key: ObjectKey, body: unknown, options: WriteOptions) => JsonObject;

/** Actions by `plural.group/subresource` (`pods/eviction`). */
export type ActionHandlers = ReadonlyMap<string, ActionHandler>;
