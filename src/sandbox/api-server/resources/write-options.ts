import type { WriteOptions } from '../../objects/object-service.ts';
import { mediaType } from '../bodies/decode-body.ts';
import type { WriteQuery } from '../requests/write-query.ts';
import type { Call } from './call.ts';

/** A YAML reader tells every key that came twice in one message where it refuses. */
function joined(complaints: readonly string[], contentType: string | undefined, strict: boolean): readonly string[] {
  if (!strict || complaints.length === 0 || mediaType(contentType) !== 'application/yaml') return complaints;
  return [`yaml: unmarshal errors:\n${complaints.map((complaint) => `  ${complaint}`).join('\n')}`];
}

/** What the object service gets to know about a write. */
export function writeOptions(call: Call, query: WriteQuery, complaints: readonly string[] = []): WriteOptions {
  const { subresource } = call.info.resource;
  const { dryRun, fieldManager, fieldValidation } = query;
  return {
    requester: call.requester,
    dryRun,
    fieldManager,
    fieldValidation,
    complaints: joined(complaints, call.request.headers['content-type'], fieldValidation === 'Strict'),
    ...(subresource === undefined ? {} : { subresource }),
    warn: (text) => call.warn(text),
  };
}
