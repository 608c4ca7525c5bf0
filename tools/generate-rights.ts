import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rightsPage } from './rights-page.ts';

await writeFile(path.resolve(import.meta.dirname, '../docs/rights.md'), await rightsPage());
