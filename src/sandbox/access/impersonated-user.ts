import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from '../failures/common-failures.ts';

/** Whom the `Impersonate-*` headers ask for, as they stand there. */
export interface ImpersonatedUser {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const EXTRA = 'impersonate-extra-';

/** Node joins repeated headers with a comma and a blank; where the front keeps them apart they come as a list. */
function values(header: string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return [];
  return typeof header === 'string' ? header.split(', ') : header;
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    // As the server does: a key that is not escaped right is taken as it is.
    return key;
  }
}

function goList(list: readonly string[]): string {
  return list.length === 0 ? '[]string(nil)' : `[]string{${list.map((one) => JSON.stringify(one)).join(', ')}}`;
}

/** The server prints its Go value into the message. */
function goValue({ name, uid, groups, extra }: ImpersonatedUser): string {
  const entries = Object.entries(extra).map(([key, list]) => `${JSON.stringify(key)}:${goList(list)}`);
  const map = entries.length === 0 ? 'map[string][]string(nil)' : `map[string][]string{${entries.join(', ')}}`;
  return `&user.DefaultInfo{Name:${JSON.stringify(name)}, UID:${JSON.stringify(uid)}, Groups:${goList(groups)}, Extra:${map}}`;
}

/** Reads the headers; undefined where nobody is asked for. Throws 400 where groups, uid or extra come without a user. */
export function impersonatedUser(headers: IncomingHttpHeaders): ImpersonatedUser | undefined {
  const extra: Record<string, string[]> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(EXTRA)) continue;
    const key = unescaped(header.slice(EXTRA.length));
    extra[key] = [...(extra[key] ?? []), ...values(value)];
  }
  const user: ImpersonatedUser = {
    name: String(headers['impersonate-user'] ?? ''),
    uid: String(headers['impersonate-uid'] ?? ''),
    groups: values(headers['impersonate-group']),
    extra,
  };
  if (user.name !== '') return user;
  const more = user.uid !== '' || user.groups.length > 0 || Object.keys(extra).length > 0;
  if (more) throw badRequest(`requested ${goValue(user)} without impersonating a user name`);
  return undefined;
}
