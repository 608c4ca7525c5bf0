import { timestamp } from '../../../kernel/clock.ts';
import fields from './fields.json' with { type: 'json' };
import { type WireField, wireFields } from './wire.ts';

/**
 * Fields by message (`core/v1.PodSpec`) and number, as `jsonName type`: `*` is a pointer (zero is a value), `[]` repeated, `{}` a map from
 * strings, `list:` a message that stands for a list; no name means that the fields of the message belong to the one around it.
 * Made by tools/generate-protobuf-fields.ts.
 */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = fields;

type Mutable = Record<string, unknown>;

function bytesOf(value: WireField['value']): Buffer {
  if (typeof value === 'bigint') throw new RangeError('proto: wrong wireType');
  return value;
}

function time(bytes: Buffer): string | undefined {
  const seconds = wireFields(bytes).find(({ number }) => number === 1)?.value;
  return typeof seconds === 'bigint' ? timestamp(Number(BigInt.asIntN(64, seconds)) * 1000) : undefined;
}

function intOrString(bytes: Buffer): unknown {
  const parts = new Map(wireFields(bytes).map(({ number, value }) => [number, value]));
  if (parts.get(1) === 1n) return bytesOf(parts.get(3) ?? Buffer.alloc(0)).toString();
  const number = parts.get(2);
  return typeof number === 'bigint' ? Number(BigInt.asIntN(32, number)) : 0;
}

function stringIn(bytes: Buffer): string {
  return bytesOf(wireFields(bytes).find(({ number }) => number === 1)?.value ?? Buffer.alloc(0)).toString();
}

/** What a value of the type is in JSON; undefined where there is none. */
function decoded(type: string, value: WireField['value']): unknown {
  if (type === 'int') return Number(BigInt.asIntN(64, value as bigint));
  if (type === 'bool') return value !== 0n;
  if (type === 'double') {
    const raw = Buffer.alloc(8);
    raw.writeBigUInt64LE(value as bigint);
    return raw.readDoubleLE();
  }
  const bytes = bytesOf(value);
  if (type === 'string') return bytes.toString();
  if (type === 'bytes') return bytes.toString('base64');
  if (type === 'time') return time(bytes);
  if (type === 'quantity') return stringIn(bytes);
  if (type === 'int-or-string') return intOrString(bytes);
  if (type === 'raw') return JSON.parse(stringIn(bytes) || 'null') as unknown;
  if (type.startsWith('list:')) return wireFields(bytes).map((item) => decoded(type.slice(5), item.value));
  return decodeMessage(type, bytes);
}

function setEntry(into: Mutable, name: string, type: string, bytes: Buffer): void {
  const parts = new Map(wireFields(bytes).map(({ number, value }) => [number, value]));
  const key = bytesOf(parts.get(1) ?? Buffer.alloc(0)).toString();
  const map = (into[name] ?? {}) as Mutable;
  map[key] = decoded(type, parts.get(2) ?? Buffer.alloc(0));
  into[name] = map;
}

/** Zero values of fields that are no pointers are written although nobody set them: JSON leaves them out. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === '' || value === 0 || value === false;
}

function setField(into: Mutable, name: string, type: string, value: WireField['value']): void {
  if (name === '') Object.assign(into, decoded(type.replace(/^\*/, ''), value));
  else if (type.startsWith('[]')) into[name] = [...((into[name] ?? []) as unknown[]), decoded(type.slice(2), value)];
  else if (type.startsWith('{}')) setEntry(into, name, type.slice(2), bytesOf(value));
  else if (type.startsWith('*')) into[name] = decoded(type.slice(1), value);
  else {
    const found = decoded(type, value);
    if (!isUnset(found)) into[name] = found;
  }
}

/** Whether the fields of a message are known. */
export function isKnownMessage(type: string): boolean {
  return Object.hasOwn(FIELDS, type);
}

/** The JSON form of a protobuf message. Unknown fields are dropped. Throws RangeError where the bytes are no message. */
export function decodeMessage(type: string, bytes: Buffer): Readonly<Record<string, unknown>> {
  const known = FIELDS[type] ?? {};
  const object: Mutable = {};
  for (const { number, value } of wireFields(bytes)) {
    const field = known[number];
    if (field === undefined) continue;
    const space = field.indexOf(' ');
    setField(object, field.slice(0, space), field.slice(space + 1), value);
  }
  return object;
}
