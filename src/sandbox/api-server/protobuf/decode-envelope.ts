import { decodeMessage, isKnownMessage } from './decode-message.ts';
import { wireFields } from './wire.ts';

const MAGIC = Buffer.from('k8s\0', 'latin1');

/** Where a body is not what it says to be; the message is worded as the server's. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

function part(bytes: Buffer, number: number): Buffer {
  const found = wireFields(bytes).find((field) => field.number === number)?.value;
  return Buffer.isBuffer(found) ? found : Buffer.alloc(0);
}

/** `rbac.authorization.k8s.io/v1` and `Role`: `rbac/v1.Role`. */
function messageName(apiVersion: string, kind: string): string {
  if (kind === 'DeleteOptions') return 'meta/v1.DeleteOptions';
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? 'core' : (apiVersion.slice(0, slash).split('.')[0] ?? '');
  return `${group}/${apiVersion.slice(slash + 1)}.${kind}`;
}

/**
 * The object in a body of type `application/vnd.kubernetes.protobuf`: four magic bytes, then a `runtime.Unknown` with apiVersion, kind and
 * the encoded object (apimachinery, `runtime/serializer/protobuf`). Throws ProtobufError.
 */
export function decodeEnvelope(body: Buffer): Readonly<Record<string, unknown>> {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  try {
    const unknown = body.subarray(MAGIC.length);
    const typeMeta = part(unknown, 1);
    const apiVersion = part(typeMeta, 1).toString();
    const kind = part(typeMeta, 2).toString();
    const message = messageName(apiVersion, kind);
    if (!isKnownMessage(message)) throw new ProtobufError(`no protobuf fields of ${kind} in ${apiVersion} are known here: send it as JSON`);
    return { apiVersion, kind, ...decodeMessage(message, part(unknown, 2)) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw new ProtobufError(error.message);
    throw error;
  }
}
