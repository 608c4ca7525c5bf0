import { StringDecoder } from 'node:string_decoder';
import type { LineFilter } from './line-filter.ts';

/** Takes the bytes of one log and hands on text. */
export interface LineWriter {
  write(chunk: Uint8Array): void;
  /** Hands on what stands after the last newline, with a newline. */
  end(): void;
}

/**
 * Text as it comes, a prefix before each line. Whole lines only, so that those of several logs do not mix; empty lines stay. `keeps` says which
 * lines are handed on; absent: all.
 */
export function lineWriter(prefix: string, write: (text: string) => void, keeps: LineFilter = () => true): LineWriter {
  const decoder = new StringDecoder('utf8');
  let held = '';
  const take = (more: string): void => {
    held += more;
    const end = held.lastIndexOf('\n');
    if (end < 0) return;
    const lines = held.slice(0, end).split('\n');
    held = held.slice(end + 1);
    const text = lines
      .filter(keeps)
      .map((line) => `${prefix}${line}\n`)
      .join('');
    if (text !== '') write(text);
  };
  return {
    write: (chunk) => take(decoder.write(Buffer.from(chunk))),
    end: () => {
      take(decoder.end());
      if (held !== '' && keeps(held)) write(`${prefix}${held}\n`);
      held = '';
    },
  };
}
