import type { CelLibrary } from './cel-library.ts';
import { goRegExp } from '../go-regexp.ts';
import { goQuote } from '../../values/go-text.ts';
import { celFailure } from './cel-failure.ts';
import { celFormat } from './cel-format.ts';

const letters = (text: string): readonly string[] => Array.from(text);

function at(text: string, index: bigint): string {
  const all = letters(text);
  if (index < 0n || index > all.length) throw celFailure(`index out of range: ${String(index)}`);
  return all[Number(index)] ?? '';
}

function indexOf(text: string, part: string, from = 0n): bigint {
  const all = letters(text);
  if (from < 0n || from > all.length) throw celFailure(`index out of range: ${String(from)}`);
  const found = all.slice(Number(from)).join('').indexOf(part);
  return found < 0 ? -1n : from + BigInt(letters(all.slice(Number(from)).join('').slice(0, found)).length);
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint {
  const all = letters(text);
  if (from !== undefined && (from < 0n || from > all.length)) throw celFailure(`index out of range: ${String(from)}`);
  const limit = from === undefined ? text.length : all.slice(0, Number(from)).join('').length;
  const found = text.lastIndexOf(part, limit);
  return found < 0 ? -1n : BigInt(letters(text.slice(0, found)).length);
}

function substring(text: string, start: bigint, end?: bigint): string {
  const all = letters(text);
  if (end !== undefined && start > end) throw celFailure(`invalid substring range. start: ${String(start)}, end: ${String(end)}`);
  if (start < 0n || start > all.length) throw celFailure(`index out of range: ${String(start)}`);
  if (end !== undefined && (end < 0n || end > all.length)) throw celFailure(`index out of range: ${String(end)}`);
  return all.slice(Number(start), end === undefined ? undefined : Number(end)).join('');
}

function replace(text: string, part: string, by: string, times = -1n): string {
  let left = times;
  return text.replaceAll(part, (found) => {
    left -= 1n;
    return times >= 0n && left < 0n ? found : by;
  });
}

function split(text: string, mark: string, limit = -1n): readonly string[] {
  const parts = mark === '' ? letters(text) : text.split(mark);
  if (limit === 0n) return [];
  if (limit < 0n || parts.length <= limit) return parts;
  return [...parts.slice(0, Number(limit) - 1), parts.slice(Number(limit) - 1).join(mark)];
}

function regExp(pattern: string, prefix = ''): RegExp {
  const compiled = goRegExp(pattern);
  if (typeof compiled === 'string') throw celFailure(prefix + compiled);
  return compiled;
}

function findAll(text: string, pattern: string, limit = -1n): readonly string[] {
  const { source, flags } = regExp(pattern, 'Illegal regex: ');
  const found = [...text.matchAll(new RegExp(source, `${flags}g`))].map(([whole]) => whole);
  return limit < 0n ? found : found.slice(0, Number(limit));
}

function join(list: Iterable<unknown>, mark = ''): string {
  const parts = [...list];
  const stranger = parts.find((part) => typeof part !== 'string');
  if (stranger !== undefined) throw celFailure('no such overload');
  return parts.join(mark);
}

const ascii = (pattern: RegExp, change: (letter: string) => string) => (text: string) => text.replaceAll(pattern, change);

/** Strings and regular expressions as Kubernetes offers them (cel-go `ext.Strings` version 2, apiserver `cel/library/regex.go`). */
export function addStrings(library: CelLibrary): void {
  library.add('string.charAt(int): string', at);
  library.add(`string.indexOf(string): int`, (text: string, part: string) => indexOf(text, part));
  library.add(`string.indexOf(string, int): int`, indexOf);
  library.add(`string.lastIndexOf(string): int`, (text: string, part: string) => lastIndexOf(text, part));
  library.add(`string.lastIndexOf(string, int): int`, lastIndexOf);
  library.add(`string.substring(int): string`, (text: string, start: bigint) => substring(text, start));
  library.add(`string.substring(int, int): string`, substring);
  library.add('string.replace(string, string): string', (text: string, part: string, by: string) => replace(text, part, by));
  library.add('string.replace(string, string, int): string', replace);
  library.add(`string.split(string): list<string>`, (text: string, mark: string) => split(text, mark));
  library.add(`string.split(string, int): list<string>`, split);
  library.add(`list.join(): string`, (list: Iterable<unknown>) => join(list));
  library.add(`list.join(string): string`, join);
  library.add(`string.matches(string): bool`, (text: string, pattern: string) => regExp(pattern).test(text));
  library.add('matches(string, string): bool', (text: string, pattern: string) => regExp(pattern).test(text));
  library.add(
    `string.lowerAscii(): string`,
    ascii(/[A-Z]/g, (letter) => letter.toLowerCase()),
  );
  library.add(
    `string.upperAscii(): string`,
    ascii(/[a-z]/g, (letter) => letter.toUpperCase()),
  );
  library.add(`string.trim(): string`, (text: string) => text.trim());
  library.add('string.format(list): string', (text: string, values: readonly unknown[]) => celFormat(text, values));
  library.add('string.find(string): string', (text: string, pattern: string) => regExp(pattern, 'Illegal regex: ').exec(text)?.[0] ?? '');
  library.add('string.findAll(string): list<string>', (text: string, pattern: string) => findAll(text, pattern));
  library.add('string.findAll(string, int): list<string>', findAll);
  library.addNamespaced('strings.quote(string): string', goQuote);
}
