/** A JSON object that is read piece by piece: entries of its `result` one at a time, everything else at the end. */
export interface EntryScanner {
  /** The next piece of the text. Throws a RangeError for an entry, or a rest, that is too long. */
  push(text: string): void;
  /** What remains of the object once the entries are taken out of `result`: JSON, if the whole was. */
  end(): string;
}

/** Characters of one entry; what a submission carries along is in it. */
const LONGEST_ENTRY = 16 * 1024 * 1024;
/** Characters of the rest. */
const LONGEST_REST = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Depth at which the entries of `result` stand: the object, `result`, the entry. */
const ENTRY_DEPTH = 3;

/**
 * Scans `{"status": …, "result": {"<id>": {…}, …}}` and hands out the text of each entry of `result` that is an object, so that a list of any
 * length costs no more memory than its longest entry. It only finds where entries begin and end: whether they are JSON is for the caller.
 */
export function entryScanner(onEntry: (text: string) => void): EntryScanner {
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  /** The last string at depth 1, as it was written: the key of the value that follows. */
  let key = '';
  let isResult = false;
  let rest = '';
  let entry = '';
  let isEntry = false;

  const keep = (text: string): void => {
    if (isEntry) {
      entry += text;
      if (entry.length > LONGEST_ENTRY) throw new RangeError(`an entry is longer than ${String(LONGEST_ENTRY)} characters`);
    } else if (isResult && depth === 2) {
      // Ids and commas between entries: of no use without them.
    } else {
      rest += text;
      if (rest.length > LONGEST_REST) throw new RangeError(`more than ${String(LONGEST_REST)} characters stand beside the entries`);
    }
  };

  return {
    push: (text) => {
      let from = 0;
      const flush = (to: number): void => {
        if (to > from) keep(text.slice(from, to));
        from = to;
      };
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (isString) {
          if (isEscaped) isEscaped = false;
          else if (code === BACKSLASH) isEscaped = true;
          else if (code === QUOTE) {
            isString = false;
            if (depth === 1) {
              flush(at + 1);
              key = rest.slice(rest.lastIndexOf('"', rest.length - 2));
            }
          }
          continue;
        }
        if (code === QUOTE) isString = true;
        else if (code === OPEN || code === OPEN_LIST) {
          const begins = code === OPEN && depth === ENTRY_DEPTH - 1 && isResult;
          flush(begins ? at : at + 1);
          depth += 1;
          if (begins) isEntry = true;
          if (depth === 2) isResult = code === OPEN && key === '"result"';
        } else if (code === CLOSE || code === CLOSE_LIST) {
          const ends = isEntry && depth === ENTRY_DEPTH;
          flush(ends ? at + 1 : at);
          depth -= 1;
          if (ends) {
            isEntry = false;
            const whole = entry;
            entry = '';
            onEntry(whole);
          } else {
            if (depth === 1) isResult = false;
            flush(at + 1);
          }
        }
      }
      flush(text.length);
    },
    end: () => rest,
  };
}
