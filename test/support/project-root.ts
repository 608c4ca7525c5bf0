import path from 'node:path';

/** The folder of package.json. */
export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..', '..');
