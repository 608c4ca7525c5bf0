import { isIPv4, isIPv6 } from 'node:net';
import { parseGoDuration } from '../../kernel/duration.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)([.,]\d+)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const UNIT = '(?:ns|nano\\w*|us|µs|micro\\w*|ms|milli\\w*|s|sec\\w*|m|min\\w*|h|hr|hour\\w*|d|day\\w*|w|wk|week\\w*)';
const LOOSE_DURATION = new RegExp(`\\d+\\s*${UNIT}(?![A-Za-zµ])`, 'i');
const HOST_LETTER = '[a-zA-Z0-9\\p{S}\\p{L}]';
const HOSTNAME = new RegExp(
  `^(?:${HOST_LETTER}(?:-?${HOST_LETTER}{0,62})?|(?:${HOST_LETTER}(?:[-a-zA-Z0-9\\p{S}\\p{L}]{0,61}${HOST_LETTER})?\\.)+[a-zA-Z\\p{L}]{2,63})$`,
  'u',
);
const NAME = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';

function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && day > 0;
}

function isDateTime(text: string): boolean {
  if (text === '') return true;
  const match = DATE_TIME.exec(text);
  return match !== null && isDate(match[1] ?? '');
}

function isUri(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  if (text.startsWith('/')) return !/%(?![0-9A-Fa-f]{2})/.test(text);
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text) && (!text.includes('://') || URL.canParse(text) || /^[a-z]+:\/\/$/i.test(text));
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && Number(bits) <= 128);
}

function isMac(text: string): boolean {
  return [':', '-'].some((mark) => {
    const parts = text.split(mark);
    return [6, 8, 20].includes(parts.length) && parts.every((part) => /^[0-9a-fA-F]{2}$/.test(part));
  });
}

function uuid(version: string, variant: string): (text: string) => boolean {
  const pattern = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`, 'i');
  return (text) => pattern.test(text);
}

function isIsbn(length: 10 | 13): (text: string) => boolean {
  return (text) => {
    const digits = text.replaceAll(/[\s-]+/g, '');
    if (!(length === 10 ? /^\d{9}[\dX]$/ : /^\d{13}$/).test(digits)) return false;
    const values = Array.from(digits).map((digit) => (digit === 'X' ? 10 : Number(digit)));
    const sum = values.reduce((total, value, index) => total + value * (length === 10 ? index + 1 : index % 2 === 0 ? 1 : 3), 0);
    return sum % (length === 10 ? 11 : 10) === 0;
  };
}

const matches =
  (pattern: RegExp, longest = Number.MAX_SAFE_INTEGER): ((text: string) => boolean) =>
  (text) =>
    text.length <= longest && pattern.test(text);

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  bsonobjectid: matches(/^[0-9a-fA-F]{24}$/),
  uri: isUri,
  email: matches(/^(?:[^<>]*<)?[^\s@<>()[\],;:\\"]+(?:\.[^\s@<>()[\],;:\\"]+)*@[^\s@<>]+>?$/),
  hostname: (text) => text.length <= 255 && HOSTNAME.test(text) && text.split('.').every((part) => part.length <= 63),
  ipv4: (text) => isIPv4(text.replaceAll(/(^|\.)0+(?=\d)/g, '$1')),
  ipv6: isIPv6,
  cidr: isCidr,
  mac: isMac,
  uuid: uuid('[0-9a-f]', '[0-9a-f]'),
  uuid3: uuid('3', '[0-9a-f]'),
  uuid4: uuid('4', '[89ab]'),
  uuid5: uuid('5', '[89ab]'),
  isbn: (text) => isIsbn(10)(text) || isIsbn(13)(text),
  isbn10: isIsbn(10),
  isbn13: isIsbn(13),
  creditcard: (text) =>
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/.test(
      text.replaceAll(/\D+/g, ''),
    ),
  ssn: matches(/^\d{3}[- ]?\d{2}[- ]?\d{4}$/),
  hexcolor: matches(/^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/),
  rgbcolor: matches(/^rgb\(\s*(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])\s*(?:,\s*(?!\))|(?=\)))){3}\)$/),
  byte: matches(BASE64),
  password: () => true,
  date: isDate,
  duration: (text) => parseGoDuration(text.replace(/^[+-]/, '')) !== undefined || LOOSE_DURATION.test(text),
  datetime: isDateTime,
  k8sshortname: matches(new RegExp(`^${NAME}$`), 63),
  k8slongname: matches(new RegExp(`^${NAME}(?:\\.${NAME})*$`), 253),
};

/** Whether the server knows a format of a type (kube-openapi `strfmt`); it ignores and warns about others. */
export function isKnownFormat(type: string | undefined, format: string): boolean {
  if (type === 'integer') return format === 'int32' || format === 'int64';
  if (type === 'number') return format === 'float' || format === 'double';
  return (type === undefined || type === 'string') && Object.hasOwn(CHECKS, format.replaceAll('-', ''));
}

/** Whether a text has a format. Formats that the server does not know hold for every text. */
export function hasFormat(text: string, format: string): boolean {
  return CHECKS[format.replaceAll('-', '')]?.(text) ?? true;
}
