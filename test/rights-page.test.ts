import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { rightsPage } from '../tools/rights-page.ts';
import { PROJECT_ROOT } from './support/project-root.ts';

test('docs/rights.md holds what the commands declare (else run tools/generate-rights.ts)', async () => {
  expect(await readFile(path.join(PROJECT_ROOT, 'docs', 'rights.md'), 'utf8')).toBe(await rightsPage());
});
