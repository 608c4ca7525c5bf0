import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DOCTOR_RULES } from '../src/commands/shared/doctor/rules/rule-table.ts';
import { PROJECT_ROOT } from './support/project-root.ts';

test('docs/doctor.md lists every rule as it is', async () => {
  const page = await readFile(path.join(PROJECT_ROOT, 'docs', 'doctor.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(AIS\d+)` *\| (\w+) *\| (.+?) *\|$/gm)].map(([, id, severity, title]) => [id, severity, title]);
  expect(rows).toEqual(DOCTOR_RULES.map(({ id, severity, title }) => [id, severity, title]));
});
