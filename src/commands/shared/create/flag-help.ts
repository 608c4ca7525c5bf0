import { fieldPath } from '../apply/field-path.ts';
import { formatTable } from '../../../output/table.ts';
import type { SpecFlag } from './spec-flags.ts';

/** The flags of a kind as a section of help. */
export async function flagHelp(title: string, flags: readonly SpecFlag[], columns: number | undefined): Promise<string> {
  const rows = flags.map((flag) => {
    const value = flag.schema?.['type'] === 'boolean' ? '' : `=${flag.helpValue ?? 'VALUE'}`;
    return [`  --${flag.name}${value}`, 'path' in flag ? fieldPath(['spec', ...flag.path]) : '', flag.description];
  });
  const head = [{ header: 'FLAG' }, { header: 'FIELD' }, { header: 'DESCRIPTION', freeText: true }];
  return `\n${title}\n${await formatTable(head, rows, { headers: false, width: columns })}`;
}
