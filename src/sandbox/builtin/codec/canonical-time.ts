const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The moment of an RFC 3339 text in milliseconds, or undefined. */
export function parseTime(text: string): number | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** What is wrong with a text that should be a time, in the words of Go's parser (`layout` is the form it wants). */
export function timeProblem(text: string, layout: string): string | undefined {
  const fraction = /\.0+/.exec(layout)?.[0];
  const precise = fraction === undefined || new RegExp(`\\.\\d{${String(fraction.length - 1)}}(?!\\d)`).test(text);
  if (parseTime(text) !== undefined && precise) return undefined;
  const parts = ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05'];
  const patterns = [/^\d{4}/, /^-/, /^\d\d/, /^-/, /^\d\d/, /^T/, /^\d\d/, /^:/, /^\d\d/, /^:/, /^\d\d/];
  let rest = text;
  for (const [index, pattern] of patterns.entries()) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) return `parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${parts[index] ?? ''}"`;
    rest = rest.slice(found.length);
  }
  return `parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${precise ? 'Z07:00' : fraction}"`;
}

/** `metav1.Time` as it is written: whole seconds, UTC. */
export function canonicalTime(text: string): string {
  return `${new Date(parseTime(text) ?? 0).toISOString().slice(0, 19)}Z`;
}

/** `metav1.MicroTime` as it is written: microseconds, UTC. */
export function canonicalMicroTime(text: string): string {
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(6, '0').slice(0, 6);
  return `${new Date(parseTime(text) ?? 0).toISOString().slice(0, 19)}.${fraction}Z`;
}
