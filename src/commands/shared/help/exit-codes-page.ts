import { EXIT, EXIT_CODE_MEANINGS } from '../../../output/exit-codes.ts';
import type { ExitName } from '../../../output/exit-codes.ts';
import { formatTable } from '../../../output/table.ts';

/** `help exit-codes`: every code with its meaning. */
export async function exitCodesPage(): Promise<string> {
  const rows = Object.entries(EXIT).map(([name, code]) => [String(code), EXIT_CODE_MEANINGS[name as ExitName]]);
  return await formatTable([{ header: 'CODE' }, { header: 'MEANING' }], rows, { headers: true });
}
