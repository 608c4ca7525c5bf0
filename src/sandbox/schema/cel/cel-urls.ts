import type { CelLibrary } from './cel-library.ts';
import { goQuote } from '../../values/go-text.ts';
import { celFailure } from './cel-failure.ts';

/** A URL in an expression, in its parts. */
class Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;

  constructor(scheme: string, host: string, path: string, query: string) {
    this.scheme = scheme;
    this.host = host;
    this.path = path;
    this.query = query;
  }
}

const ABSOLUTE = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:[^/?#@]*@)?([^/?#]*))?([^?#]*)(?:\?(.*))?$/;

function parse(text: string): Url | undefined {
  if (text === '' || /[\s\p{Cc}]/u.test(text)) return undefined;
  if (!text.startsWith('/') && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text)) return undefined;
  const [, scheme = '', host = '', path = '', query = ''] = ABSOLUTE.exec(text) ?? [];
  if (/%(?![0-9A-Fa-f]{2})/.test(host + path) || /[<>"^`{}|\\]/.test(host) || /:(?!\d*$)(?![^[]*\])/.test(host)) return undefined;
  return new Url(scheme.toLowerCase(), host, path, query);
}

function urlOf(text: string): Url {
  const url = parse(text);
  if (url !== undefined) return url;
  const why = text === '' ? 'empty url' : 'invalid URI for request';
  throw celFailure(`URL parse error during conversion from string: parse ${goQuote(text)}: ${why}`);
}

function queryOf({ query }: Url): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) values.set(key, [...(values.get(key) ?? []), value]);
  return values;
}

const port = (host: string): string => /:(\d*)$/.exec(host.replace(/^\[.*\]/, ''))?.[1] ?? '';

/** URLs as Kubernetes offers them (apiserver, `cel/library/urls.go`). */
export function addUrls(library: CelLibrary): void {
  const type = 'kubernetes.URL';
  library.addType(type, Url, (a, b) => a.scheme === b.scheme && a.host === b.host && a.path === b.path && a.query === b.query);
  library.add(`url(string): ${type}`, urlOf);
  library.add('isURL(string): bool', (text: string) => parse(text) !== undefined);
  library.add(`${type}.getScheme(): string`, ({ scheme }: Url) => scheme);
  library.add(`${type}.getHost(): string`, ({ host }: Url) => host);
  library.add(`${type}.getHostname(): string`, ({ host }: Url) => host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1'));
  library.add(`${type}.getPort(): string`, ({ host }: Url) => port(host));
  library.add(`${type}.getEscapedPath(): string`, ({ path }: Url) => encodeURI(path).replaceAll('%25', '%'));
  library.add(`${type}.getQuery(): map<string, list<string>>`, queryOf);
}
