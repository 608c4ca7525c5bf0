import type { ActionHandler } from '../../requests/action-handler.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate } from '../answers/negotiate.ts';
import { objectAnswer } from '../answers/render.ts';
import { methodNotAllowed } from '../../failures/common-failures.ts';
import { decodeBody } from '../bodies/decode-body.ts';
import { readBody } from '../bodies/read-body.ts';
import { subresourcesOf } from '../documents/subresource-kinds.ts';
import { writeQuery } from '../requests/write-query.ts';
import type { Call } from './call.ts';
import { keyOfCall } from './key-of-call.ts';
import { writeOptions } from './write-options.ts';

/** POST to a subresource that does something. */
export async function serveAction(call: Call, action: ActionHandler): Promise<Answer> {
  if (call.info.method !== 'POST') throw methodNotAllowed();
  const form = negotiate(call.request.headers.accept, {});
  const query = writeQuery('create', call.info.query, call.request.headers['user-agent']);
  const kind = subresourcesOf(call.resource).find(({ name }) => name === call.info.resource.subresource)?.kind ?? '';
  const { value, complaints } = decodeBody(await readBody(call.request), call.request.headers['content-type'], kind);
  const body = action(keyOfCall(call), value ?? {}, writeOptions(call, query, complaints));
  const code = body['kind'] === 'Status' && typeof body['code'] === 'number' ? body['code'] : 201;
  return objectAnswer(code, body, form);
}
