import type { BuiltinCase } from './builtin-case.ts';
import { decodeCases } from './builtin-decode-cases.ts';
import { defaultCases } from './builtin-default-cases.ts';
import { invalidCases } from './builtin-invalid-cases.ts';
import { moreInvalidCases } from './builtin-more-invalid-cases.ts';
import { podCases } from './builtin-pod-cases.ts';
import { tableCases } from './builtin-table-cases.ts';
import { updateCases } from './builtin-update-cases.ts';

/** All recorded cases by theme. */
export const builtinCases: Readonly<Record<string, readonly BuiltinCase[]>> = {
  defaults: defaultCases,
  decoding: decodeCases,
  pods: podCases,
  invalid: invalidCases,
  'more invalid': moreInvalidCases,
  updates: updateCases,
  tables: tableCases,
};
