import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { Requester } from '../../requests/requester.ts';
import type { ReviewResource } from '../../requests/review-handler.ts';
import type { ResourceRequestInfo } from '../../requests/tunnels.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate } from '../answers/negotiate.ts';
import { objectAnswer } from '../answers/render.ts';
import { methodNotAllowed, noSuchResource } from '../answers/route-failures.ts';
import { decodeBody } from '../bodies/decode-body.ts';
import { readBody } from '../bodies/read-body.ts';
import { writeQuery } from '../requests/write-query.ts';
import type { IncomingMessage } from 'node:http';

function otherType(review: ReviewResource, apiVersion: string, kind: string): Error {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const package_ = review.group.split('.')[0] ?? '';
  const why = `converting (${version}.${kind}) to (${package_}.${review.kind}): unknown conversion`;
  return badRequest(`${kind} in version "${version}" cannot be handled as a ${review.kind}: ${why}`);
}

/** POST of an object that is not stored, only answered. */
export async function serveReview(
  review: ReviewResource,
  info: ResourceRequestInfo,
  requester: Requester,
  request: IncomingMessage,
): Promise<Answer> {
  const { name, namespace } = info.resource;
  if (name !== undefined || (review.scope === 'Namespaced') !== (namespace !== undefined)) throw noSuchResource();
  if (info.method !== 'POST') throw methodNotAllowed();
  const form = negotiate(request.headers.accept, {});
  writeQuery('create', info.query, request.headers['user-agent']);
  const { value } = decodeBody(await readBody(request), request.headers['content-type'], review.kind);
  const { apiVersion = apiVersionOf(review), kind = review.kind } = (value ?? {}) as Partial<KubeObject>;
  if (kind !== review.kind || apiVersion !== apiVersionOf(review)) throw otherType(review, apiVersion, kind);
  const context = { requester, ...(namespace === undefined ? {} : { namespace }) };
  return objectAnswer(201, review.answer({ ...value, apiVersion, kind }, context), form);
}
