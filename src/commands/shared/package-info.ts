import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Interfaces } from '@oclif/core';

/** package.json of this program, as oclif wants it. */
export function readPackage(root: string): Interfaces.PJSON {
  return JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Interfaces.PJSON;
}
