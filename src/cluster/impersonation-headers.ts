import type { Impersonation } from './cluster-target.ts';

/** The `Impersonate-*` headers as a flat list: one header for each group, as the API server wants them. */
export function impersonationHeaders(impersonate: Impersonation | undefined): readonly string[] {
  if (impersonate === undefined) return [];
  const headers = ['Impersonate-User', headerValue(impersonate.user)];
  if (impersonate.uid !== undefined) headers.push('Impersonate-Uid', headerValue(impersonate.uid));
  for (const group of impersonate.groups ?? []) headers.push('Impersonate-Group', headerValue(group));
  for (const [key, values] of Object.entries(impersonate.extra ?? {})) {
    for (const value of values) headers.push(`Impersonate-Extra-${escapeKey(key)}`, headerValue(value));
  }
  return headers;
}

/** Headers are bytes; Node writes them as Latin-1, the server reads UTF-8. */
function headerValue(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A header name takes token characters only; the server decodes percent signs (client-go `headerKeyEscape`). */
function escapeKey(key: string): string {
  let escaped = '';
  for (const byte of Buffer.from(key.toLowerCase(), 'utf8')) {
    const character = String.fromCharCode(byte);
    escaped += /[a-z0-9!#$&'*+.^_`|~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
