const NEWLINE = 0x0a;

/** Cuts a byte stream into lines. Bytes, so that a character that two chunks share is never torn. */
export interface LineSplitter {
  /** The complete lines that this chunk ends or holds, without newline; empty lines are left out. */
  push(chunk: Buffer): readonly Buffer[];
  /** What stands after the last newline. */
  rest(): Buffer;
}

/** Makes a {@link LineSplitter}. Every byte is looked at once and copied at most once, however many chunks a line takes. */
export function createLineSplitter(): LineSplitter {
  let parts: Buffer[] = [];
  return {
    push(chunk) {
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        const tail = chunk.subarray(start, end);
        const line = parts.length === 0 ? tail : Buffer.concat([...parts, tail]);
        parts = [];
        if (line.length > 0) lines.push(line);
        start = end + 1;
      }
      if (start < chunk.length) parts.push(start === 0 ? chunk : chunk.subarray(start));
      return lines;
    },
    rest: () => Buffer.concat(parts),
  };
}
