import { goJsonType } from '../../values/go-values.ts';
import type { SpecialForm } from './codec.ts';
import { canonicalQuantity, canonicalResource, quantityProblem } from '../../values/canonical-quantity.ts';
import { canonicalMicroTime, canonicalTime, timeProblem } from './canonical-time.ts';

/** Ends the decoding at once, as the types with a JSON form of their own do. */
export class SpecialProblem extends Error {}

/** A wrong JSON type for such a form: told with the field it stands in. */
export class WrongType extends Error {
  readonly got: string;
  readonly go: string;

  constructor(got: string, go: string) {
    super(`${got} is no ${go}`);
    this.got = got;
    this.go = go;
  }
}

const TIME_LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_TIME_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';

function stringOf(value: unknown, go: string): string {
  if (typeof value === 'string') return value;
  throw new WrongType(goJsonType(value), go);
}

function quantity(value: unknown, write: (text: string) => string): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : JSON.stringify(value);
  const problem = quantityProblem(text);
  if (problem !== undefined) throw new SpecialProblem(problem);
  return write(text);
}

function time(value: unknown, layout: string, write: (text: string) => string): string {
  const text = stringOf(value, 'string');
  const problem = timeProblem(text, layout);
  if (problem !== undefined) throw new SpecialProblem(problem);
  return write(text);
}

function intOrString(value: unknown): string | number {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
  throw new WrongType(typeof value === 'number' ? `number ${String(value)}` : goJsonType(value), 'int32');
}

/** Where Go's decoder stops in a text that should be base64. */
function corruptAt(text: string): number {
  const wrong = /[^A-Za-z0-9+/\r\n]/.exec(text.replace(/={0,2}$/, ''));
  return wrong === null ? text.length - (text.length % 4) : wrong.index;
}

function bytes(value: unknown): string {
  const text = stringOf(value, '[]uint8');
  const plain = text.replaceAll(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 !== 0) {
    throw new SpecialProblem(`illegal base64 data at input byte ${String(corruptAt(text))}`);
  }
  return plain;
}

/** Reads a value of such a type and gives the form in which it is written. Throws SpecialProblem and WrongType. */
export function decodeSpecial(value: unknown, form: SpecialForm): unknown {
  switch (form) {
    case 'quantity':
      return quantity(value, canonicalQuantity);
    case 'resource':
      return quantity(value, canonicalResource);
    case 'time':
      return time(value, TIME_LAYOUT, canonicalTime);
    case 'micro-time':
      return time(value, MICRO_TIME_LAYOUT, canonicalMicroTime);
    case 'int-or-string':
      return intOrString(value);
    case 'bytes':
      return bytes(value);
    default:
      return value;
  }
}

/** What is written for such a value that nobody set. */
export function zeroSpecial(form: SpecialForm): unknown {
  if (form === 'quantity' || form === 'resource') return '0';
  if (form === 'bytes') return '';
  return form === 'int-or-string' ? 0 : null;
}
