import { isJsonObject } from '../../../kernel/json.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { kindCodec, schemaCodec, type Codec, type CodecField, type SpecialForm } from './codec.ts';
import { UnreadableObject } from '../../failures/unreadable-object.ts';
import { decodeSpecial, SpecialProblem, WrongType, zeroSpecial } from './special-forms.ts';
import { goJsonType } from '../../values/go-values.ts';

/** Where the walk is: the path for complaints, and Go's names for type errors. */
interface Place {
  readonly path: string;
  /** The innermost struct. */
  readonly struct: string;
  /** The fields on the way, without indices and keys. */
  readonly fields: string;
}

interface Walk {
  readonly complaints: string[];
  /** The first wrong type: the rest is read nevertheless, as a type with its own form may fail worse. */
  mismatch: string | undefined;
}

function mismatch(walk: Walk, place: Place, value: unknown, go: string, got = goJsonType(value)): undefined {
  const target = place.fields === '' ? `value of type ${go}` : `struct field ${place.struct}.${place.fields} of type ${go}`;
  walk.mismatch ??= `json: cannot unmarshal ${got} into Go ${target}`;
  return undefined;
}

const BOUNDS = { int32: 2 ** 31, int64: 2 ** 63 } as const;

function decodeNumber(walk: Walk, place: Place, value: unknown, codec: Codec & { form: 'int32' | 'int64' | 'float' }): unknown {
  if (typeof value !== 'number') return mismatch(walk, place, value, codec.go);
  if (codec.form === 'float') return value;
  const bound = BOUNDS[codec.form];
  if (Number.isInteger(value) && value < bound && value >= -bound) return value;
  return mismatch(walk, place, value, codec.go, `number ${String(value)}`);
}

/** What Go has in a field that nobody set. */
function zeroOf(codec: Codec): unknown {
  switch (codec.form) {
    case 'struct':
      return complete({}, codec);
    case 'string':
      return '';
    case 'boolean':
      return false;
    case 'int32':
    case 'int64':
    case 'float':
      return 0;
    case 'list':
    case 'map':
      return null;
    default:
      return zeroSpecial(codec.form);
  }
}

function complete(object: Record<string, unknown>, codec: Codec & { form: 'struct' }): Record<string, unknown> {
  for (const field of codec.written) {
    if (object[field.name] === undefined) object[field.name] = field.pointer ? null : zeroOf(field.codec());
  }
  return object;
}

function isEmpty(value: unknown): boolean {
  if (value === '' || value === false || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}

function isEmptyMap(value: unknown, codec: Codec): boolean {
  return codec.form === 'map' && isJsonObject(value) && Object.keys(value).length === 0;
}

/** The value of a field as it would be written; undefined where it would not be. */
function fieldValue(walk: Walk, place: Place, value: unknown, field: CodecField): unknown {
  if (value === null || value === undefined) return undefined;
  const codec = field.codec();
  const decoded = decodeValue(walk, place, value, codec);
  if (field.pointer || decoded === undefined) return decoded;
  const special = codec.form === 'int-or-string' || codec.form === 'any';
  if (!special && (isEmpty(decoded) || isEmptyMap(decoded, codec)) && field.omit !== 'never') return undefined;
  // What is stored does not tell an empty list from none.
  return field.omit === 'never' && codec.form === 'list' && isEmpty(decoded) ? null : decoded;
}

function decodeStruct(walk: Walk, place: Place, value: unknown, codec: Codec & { form: 'struct' }): unknown {
  if (!isJsonObject(value)) return mismatch(walk, place, value, codec.go);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const field = codec.fields.get(key);
    if (field === undefined) {
      walk.complaints.push(`unknown field "${path}"`);
      continue;
    }
    const fields = place.fields === '' ? key : `${place.fields}.${key}`;
    const decoded = fieldValue(walk, { path, struct: codec.name, fields }, value[key], field);
    if (decoded !== undefined) result[key] = decoded;
  }
  return complete(result, codec);
}

function decodeMap(walk: Walk, place: Place, value: unknown, codec: Codec & { form: 'map' }): unknown {
  if (!isJsonObject(value)) return mismatch(walk, place, value, codec.go);
  const result: Record<string, unknown> = {};
  const item = codec.value();
  for (const [key, one] of Object.entries(value)) {
    const decoded = one === null ? zeroOf(item) : decodeValue(walk, { ...place, path: `${place.path}.${key}` }, one, item);
    if (decoded !== undefined) result[key] = decoded;
  }
  return result;
}

function decodeList(walk: Walk, place: Place, value: unknown, codec: Codec & { form: 'list' }): unknown {
  if (!Array.isArray(value)) return mismatch(walk, place, value, codec.go);
  const item = codec.item();
  return value.map((one: unknown, index) =>
    one === null ? zeroOf(item) : decodeValue(walk, { ...place, path: `${place.path}[${String(index)}]` }, one, item),
  );
}

function decodeValue(walk: Walk, place: Place, value: unknown, codec: Codec): unknown {
  switch (codec.form) {
    case 'struct':
      return decodeStruct(walk, place, value, codec);
    case 'map':
      return decodeMap(walk, place, value, codec);
    case 'list':
      return decodeList(walk, place, value, codec);
    case 'string':
      return typeof value === 'string' ? value : mismatch(walk, place, value, codec.go);
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(walk, place, value, codec.go);
    case 'int32':
    case 'int64':
    case 'float':
      return decodeNumber(walk, place, value, codec as Codec & { form: 'int32' | 'int64' | 'float' });
    case 'schema-or-bool':
      return typeof value === 'boolean' ? value : decodeStruct(walk, place, value, schemaCodec() as Codec & { form: 'struct' });
    case 'schema-or-list':
      return Array.isArray(value)
        ? value.map((one) => decodeStruct(walk, place, one, schemaCodec() as Codec & { form: 'struct' }))
        : decodeStruct(walk, place, value, schemaCodec() as Codec & { form: 'struct' });
    default:
      return decodeOwnForm(walk, place, value, codec.form);
  }
}

function decodeOwnForm(walk: Walk, place: Place, value: unknown, form: SpecialForm): unknown {
  try {
    return decodeSpecial(value, form);
  } catch (error) {
    if (error instanceof WrongType) return mismatch(walk, place, value, error.go, error.got);
    throw error;
  }
}

/** What reading an object gave. */
export interface DecodedBuiltin {
  readonly object: Draft;
  readonly complaints: readonly string[];
}

/**
 * Reads a draft into the types of its kind and writes it back, as the server's JSON does: unknown fields fall away and are told, nulls and
 * empty values that Go leaves out fall away, zero values that it writes appear, quantities and times get their canonical form. Throws
 * UnreadableObject where a value has the wrong JSON type.
 */
export function decodeBuiltin(kind: string, version: string, draft: Draft): DecodedBuiltin {
  const walk: Walk = { complaints: [], mismatch: undefined };
  try {
    const object = decodeValue(walk, { path: '', struct: kind, fields: '' }, draft, kindCodec(kind));
    if (walk.mismatch !== undefined) throw new SpecialProblem(walk.mismatch);
    return { object: object as Draft, complaints: walk.complaints };
  } catch (error) {
    if (error instanceof SpecialProblem) throw new UnreadableObject(kind, version, error.message);
    throw error;
  }
}
