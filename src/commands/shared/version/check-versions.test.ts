import { expect, test } from 'vitest';
import type { FoundManager } from '../../operator/shared/find-managers.ts';
import { managerCheck } from './check-versions.ts';
import { versionFit } from './version-fit.ts';

test.each([
  ['1.2.3', '1.2.0', 'fits'],
  ['v1.2.3', '1.2.3', 'fits'],
  ['1.2.3-rc.1', '1.2.4', 'fits'],
  ['1.1.9', '1.2.0', 'older'],
  ['0.9.0', '1.2.0', 'older'],
  ['1.10.0', '1.9.0', 'newer'],
  ['2.0.0', '1.9.0', 'newer'],
  ['latest', '1.0.0', 'unknown'],
  ['sha256:0123', '1.0.0', 'unknown'],
  ['1.2', '1.2.0', 'unknown'],
] as const)('%s beside %s: %s', (other, ours, fit) => {
  expect(versionFit(other, ours)).toBe(fit);
});

const MANAGER: FoundManager = {
  namespace: 'maia-system',
  name: 'maia-operator',
  image: 'example.com/aistack:1.2.3',
  version: '1.2.3',
  ready: 1,
  wanted: 1,
  scope: '*',
  serviceAccount: 'maia-operator',
  selector: 'app=maia-operator',
  isOurs: true,
};
const CHECK = 'operator maia maia-system/maia-operator';

test.each([
  [{}, '1.2.9', { check: CHECK, state: 'ok', message: 'version 1.2.3' }],
  [
    {},
    '1.3.0',
    { check: CHECK, state: 'failed', message: 'version 1.2.3 is older than this program, 1.3.0', fix: 'kubectl maia install operator' },
  ],
  [
    {},
    '1.1.0',
    { check: CHECK, state: 'failed', message: 'version 1.2.3 is newer than this program, 1.1.0', fix: 'use version 1.2.3 of this program' },
  ],
  [{ version: 'latest', image: 'x:latest' }, '1.1.0', { check: CHECK, state: 'unknown', message: 'the image x:latest names no version' }],
  [{ isOurs: false }, '1.1.0', { check: CHECK, state: 'unknown' }],
] as const)('an operator %o beside a program of %s', (other, ours, expected) => {
  expect(managerCheck('maia', { ...MANAGER, ...other }, ours, 'kubectl maia')).toMatchObject(expected);
});
