/** The query of a URL, `?` included; absent values are left out. */
export function apiQuery(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  let query = '';
  for (const name in values) {
    const value = values[name];
    if (value === undefined || value === '') continue;
    query += `${query === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return query;
}
