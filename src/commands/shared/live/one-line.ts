import { stripVTControlCharacters } from 'node:util';

/** A text on one line that cannot speak to the terminal: what comes from a cluster is written by anybody. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}
