const LONGEST = 30;

/** How the server shows a body that it cannot read: the beginning of an object, or the bytes of anything else in hex. */
export function bodyText(body: unknown): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  if (text === '') return '<empty>';
  const shown = text.startsWith('{') ? text : Buffer.from(text).toString('hex');
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)} ...` : shown;
}
