/** Gives equal parts of many JSON values one place in memory. Values are treated as read-only by everyone. */
export type StructureSharer = <T>(value: T) => T;

/** Parts with a longer text are not looked up: they are rarely equal, and their texts would cost more than they save. */
const MAX_TEXT = 256;
/** Parts remembered in each of two generations; what is met again moves to the young one. */
const MAX_PARTS = 2_000;

interface Part {
  readonly value: unknown;
  /** A text that only equal values have, absent where it is too long to be shared. */
  readonly text: string | undefined;
}

/** Marked with its length instead of quoted: nothing in it can be taken for structure, and it costs no look at each character. */
function marked(text: string): string {
  return `${String(text.length)}"${text}`;
}

/**
 * A sharer with a bounded memory of what it met. Objects of one kind repeat most of what they say (probes, resources, security contexts,
 * labels, API versions); a cache of thousands of them is about half the size when each such part exists once.
 */
export function createStructureSharer(): StructureSharer {
  let young = new Map<string, unknown>();
  let old = new Map<string, unknown>();

  const remembered = (text: string, value: unknown): unknown => {
    let known = young.get(text);
    if (known !== undefined) return known;
    known = old.get(text) ?? value;
    if (young.size >= MAX_PARTS) {
      old = young;
      young = new Map();
    }
    young.set(text, known);
    return known;
  };

  const part = (value: unknown): Part => {
    if (typeof value === 'string') {
      if (value.length > MAX_TEXT) return { value, text: undefined };
      const text = marked(value);
      return { value: remembered(text, value), text };
    }
    if (typeof value !== 'object' || value === null) return { value, text: String(value) };
    const isList = Array.isArray(value);
    const target: Record<string, unknown> = isList ? (value as unknown as Record<string, unknown>) : (value as Record<string, unknown>);
    let text: string | undefined = isList ? '[' : '{';
    for (const key of Object.keys(target)) {
      const { value: shared, text: inner } = part(target[key]);
      target[key] = shared;
      text =
        text === undefined || inner === undefined || text.length + inner.length > MAX_TEXT ? undefined : `${text}${marked(key)}${inner},`;
    }
    return text === undefined ? { value, text } : { value: remembered(text, value), text };
  };

  // The value was parsed for us a moment ago: its parts are replaced in place.
  return (value) => part(value).value as typeof value;
}
