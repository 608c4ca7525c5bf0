import { isJsonObject } from '../../../kernel/json.ts';
import { kindCodec, type Codec } from './codec.ts';
import { decodeSpecial, SpecialProblem, WrongType } from './special-forms.ts';

/** What Go's reflection calls a JSON value that is held in memory. */
function kindName(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'string' ? 'string' : 'map';
}

const HELD: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  boolean: ['bool'],
  int32: ['int64'],
  int64: ['int64'],
  float: ['int64', 'float64'],
};

const GO_KIND: Readonly<Record<string, string>> = { boolean: 'bool', float: 'float64' };

/** Whether Go would convert, although JSON does not know such a thing: then the refusal is worded in another way. */
function isConvertible(held: string, form: string): boolean {
  return (form === 'string' && held === 'int64') || (form.startsWith('int') && held === 'float64');
}

function scalarProblem(value: unknown, form: string): string | undefined {
  const held = kindName(value);
  if (HELD[form]?.includes(held) === true) return undefined;
  const wanted = GO_KIND[form] ?? form;
  return isConvertible(held, form) ? `cannot convert ${held} to ${wanted}` : `unrecognized type: ${wanted}`;
}

function firstProblem<T>(items: Iterable<T>, problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function bytesProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return `cannot restore slice from ${kindName(value)}`;
  const found = specialProblem(value, { form: 'bytes', go: '' });
  return found === undefined ? undefined : `error decoding from json: ${found}`;
}

function specialProblem(value: unknown, codec: Codec): string | undefined {
  try {
    decodeSpecial(value, codec.form as Parameters<typeof decodeSpecial>[1]);
    return undefined;
  } catch (error) {
    if (error instanceof WrongType) return `json: cannot unmarshal ${error.got} into Go value of type ${error.go}`;
    if (error instanceof SpecialProblem) return error.message;
    throw error;
  }
}

function valueProblem(value: unknown, codec: Codec): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (codec.form) {
    case 'struct':
      return isJsonObject(value)
        ? firstProblem(codec.fields.values(), (field) => valueProblem(value[field.name], field.codec()))
        : `cannot restore struct from: ${kindName(value)}`;
    case 'map':
      return isJsonObject(value)
        ? firstProblem(Object.values(value), (one) => valueProblem(one, codec.value()))
        : `cannot restore map from ${kindName(value)}`;
    case 'list':
      return Array.isArray(value)
        ? firstProblem(value, (one) => valueProblem(one, codec.item()))
        : `cannot restore slice from ${kindName(value)}`;
    case 'string':
    case 'boolean':
    case 'int32':
    case 'int64':
    case 'float':
      return scalarProblem(value, codec.form);
    case 'bytes':
      return bytesProblem(value);
    default:
      return specialProblem(value, codec);
  }
}

/**
 * What is wrong with an object that does not come from JSON text but from memory, as the result of a strategic merge patch does: the server reads
 * it by reflection (apimachinery, `DefaultUnstructuredConverter`), which has its own words for wrong types. The first one, in the order of Go's
 * fields; undefined where every type is right.
 */
export function restoreProblem(kind: string, object: unknown): string | undefined {
  return valueProblem(object, kindCodec(kind));
}
