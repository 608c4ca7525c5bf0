import type { IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { badRequest, methodNotAllowed, noSuchPath } from '../../failures/common-failures.ts';
import { NOTHING_IGNORED } from '../../field-ownership/ignored-fields.ts';
import { ownAfterUpdate } from '../../field-ownership/own-after-update.ts';
import type { Requester } from '../../requests/requester.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { ResourceRequestInfo } from '../../requests/tunnels.ts';
import type { SchemaNode } from '../../schema/schema-node.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate } from '../answers/negotiate.ts';
import { objectAnswer } from '../answers/render.ts';
import { decodeBody } from '../bodies/decode-body.ts';
import { readBody } from '../bodies/read-body.ts';
import { writeQuery } from '../requests/write-query.ts';

function otherType(review: ReviewResource, apiVersion: string, kind: string): Error {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const package_ = review.group.split('.')[0] ?? '';
  const why = `converting (${version}.${kind}) to (${package_}.${review.kind}): unknown conversion`;
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${review.kind}: ${why}`);
}

/** Nobody knows more of a question than what it says. */
const ANY_QUESTION: SchemaNode = {
  type: 'object',
  properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
};

/** The body with the managed fields that an object made of it would have. */
function withManagers(body: JsonObject & { readonly metadata?: unknown }, manager: string, now: number): JsonObject {
  const entries = ownAfterUpdate({
    previous: undefined,
    next: body,
    manager,
    subresource: '',
    now,
    schema: ANY_QUESTION,
    ignore: NOTHING_IGNORED,
    blank: { spec: {} },
  });
  const { metadata } = body;
  return {
    ...body,
    metadata: { ...(isJsonObject(metadata) ? metadata : {}), ...(entries.length === 0 ? {} : { managedFields: entries }) },
  };
}

/** POST of an object that is not stored, only answered. `now` in milliseconds since the epoch. */
export async function serveReview(
  review: ReviewResource,
  info: ResourceRequestInfo,
  requester: Requester,
  request: IncomingMessage,
  now: number,
): Promise<Answer> {
  const { name, namespace } = info.resource;
  if (name !== undefined || (review.scope === 'Namespaced') !== (namespace !== undefined)) throw noSuchPath();
  if (info.method !== 'POST') throw methodNotAllowed();
  const form = negotiate(request.headers.accept, {});
  const { fieldManager } = writeQuery('create', info.query, request.headers['user-agent']);
  const { value } = decodeBody(await readBody(request), request.headers['content-type'], review.kind);
  const { apiVersion = apiVersionOf(review), kind = review.kind } = (value ?? {}) as Partial<KubeObject>;
  if (kind !== review.kind || apiVersion !== apiVersionOf(review)) throw otherType(review, apiVersion, kind);
  const context = { requester, ...(namespace === undefined ? {} : { namespace }) };
  const question: JsonObject = { ...value, apiVersion, kind };
  const body = review.tellsManagers === true ? withManagers(question, fieldManager, now) : question;
  return objectAnswer(201, review.answer(body, context), form);
}
