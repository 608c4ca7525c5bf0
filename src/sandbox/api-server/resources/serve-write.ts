import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { isFailure } from '../../failures/api-failure.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { Answer } from '../answers/answer.ts';
import { negotiate } from '../answers/negotiate.ts';
import { decodeBody, type DecodedBody } from '../bodies/decode-body.ts';
import { decodePatch, patchType } from '../bodies/decode-patch.ts';
import { readBody } from '../bodies/read-body.ts';
import { writeQuery } from '../requests/write-query.ts';
import type { Call } from './call.ts';
import { keyOfCall } from './key-of-call.ts';
import { shapeObject } from './shape.ts';
import { writeOptions } from './write-options.ts';

function formOf(call: Call): ReturnType<typeof negotiate> {
  const form = negotiate(call.request.headers.accept, { transforms: true, custom: call.resource.custom });
  return { ...form, pretty: form.pretty || call.pretty };
}

/** The kind of the object that a path takes, as messages name it. */
function kindOf({ resource, info }: Call): string {
  return info.resource.subresource === 'scale' ? 'Scale' : resource.kind;
}

/** Kubernetes' own types need not say what they are: the path does. */
function withType(call: Call, { value }: DecodedBody): DecodedBody['value'] {
  const scale = call.info.resource.subresource === 'scale';
  if (call.resource.custom && !scale) return value;
  return {
    ...value,
    apiVersion: (value?.['apiVersion'] ?? '') === '' ? (scale ? 'autoscaling/v1' : apiVersionOf(call.resource)) : value?.['apiVersion'],
    kind: (value?.['kind'] ?? '') === '' ? kindOf(call) : value?.['kind'],
  };
}

async function bodyOf(call: Call): Promise<DecodedBody> {
  const body = decodeBody(await readBody(call.request), call.request.headers['content-type'], kindOf(call), call.resource.custom);
  return { value: withType(call, body), complaints: body.complaints };
}

/** POST to a collection. */
export async function serveCreate(call: Call): Promise<Answer> {
  const form = formOf(call);
  const query = writeQuery('create', call.info.query, call.request.headers['user-agent']);
  const { value, complaints } = await bodyOf(call);
  const created = call.objects.create(call.resource, call.info.resource.namespace, value, writeOptions(call, query, complaints));
  return shapeObject(call, created, form, 201);
}

/** PUT of an object or of one of its parts. */
export async function serveUpdate(call: Call): Promise<Answer> {
  const form = formOf(call);
  const query = writeQuery('update', call.info.query, call.request.headers['user-agent']);
  const key = keyOfCall(call);
  const { value, complaints } = await bodyOf(call);
  if (call.resource.createsOnUpdate === true && call.info.resource.subresource === undefined) authorizeCreate(call, key);
  const { object, created } = call.objects.update(call.resource, key, value, writeOptions(call, query, complaints));
  return shapeObject(call, object, form, created ? 201 : 200);
}

function refuseOrWarn(call: Call, complaints: readonly string[], validation: string): void {
  if (complaints.length === 0 || validation === 'Ignore') return;
  if (validation === 'Warn') complaints.forEach((complaint) => call.warn(complaint));
  else {
    const list = complaints.map((complaint) => `  ${complaint}`).join('\n');
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n${list}`);
  }
}

/** Who makes an object by a patch or an update must be allowed to create it, too. */
function authorizeCreate(call: Call, key: ReturnType<typeof keyOfCall>): void {
  try {
    call.objects.get(call.resource, key);
  } catch (error) {
    if (!isFailure(error, 'NotFound')) throw error;
    call.authorize('create');
  }
}

/** PATCH of an object or of one of its parts. */
export async function servePatch(call: Call): Promise<Answer> {
  const type = patchType(call.request.headers['content-type'], call.resource);
  const form = formOf(call);
  const query = writeQuery('patch', call.info.query, call.request.headers['user-agent'], type);
  const key = keyOfCall(call);
  const { patch, complaints } = decodePatch(await readBody(call.request), type, query.force);
  // Keys that come twice in an applied YAML text have a message of their own.
  if (type === 'apply') refuseOrWarn(call, complaints, query.fieldValidation);
  const options = writeOptions(call, query, type === 'apply' ? [] : complaints);
  if (type === 'apply' && call.info.resource.subresource === undefined) authorizeCreate(call, key);
  const { object, created } = call.objects.patch(call.resource, key, patch, options);
  return shapeObject(call, object, form, created ? 201 : 200);
}
