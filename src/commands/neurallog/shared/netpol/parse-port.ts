import { usageError } from '../../../../output/cli-error.ts';
import type { AskedPort } from './compare-ends.ts';
import { PROTOCOLS } from './simulate/port-set.ts';

/** Reads `--port`: `3030`, `53/UDP`. The protocol is TCP where none is given, in any case. Throws a usage error. */
export function parsePort(text: string): AskedPort {
  const [, digits = '', word = 'TCP'] = /^(\d{1,5})(?:\/(\w+))?$/.exec(text) ?? [];
  const port = Number(digits);
  const protocol = PROTOCOLS.find((known) => known === word.toUpperCase());
  if (digits !== '' && port >= 1 && port <= 65_535 && protocol !== undefined) return { port, protocol };
  throw usageError(`--port "${text}" is no port`, `write it like --port 3030 or --port 53/UDP (${PROTOCOLS.join(', ')})`);
}
