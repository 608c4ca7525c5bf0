import { expect, test } from 'vitest';
import { lookModeOf, type LookFlags } from './reconcile-flags.ts';

const NONE: LookFlags = { 'dry-run': 'none', shadow: false, watch: false };

test('which runs only look', () => {
  expect(lookModeOf(NONE)).toBeUndefined();
  expect(lookModeOf({ ...NONE, watch: true, 'take-over': 'lease', 'give-back': true })).toBeUndefined();
  expect(lookModeOf({ ...NONE, 'dry-run': 'client' })).toBe('client');
  expect(lookModeOf({ ...NONE, 'dry-run': 'server' })).toBe('server');
  expect(lookModeOf({ ...NONE, shadow: true, watch: true })).toBe('shadow');
});

test.each<[string, Partial<LookFlags>]>([
  ['--shadow contradicts --dry-run', { shadow: true, 'dry-run': 'server' }],
  ['--dry-run contradicts --watch', { 'dry-run': 'server', watch: true }],
  ['--dry-run contradicts --take-over', { 'dry-run': 'client', 'take-over': 'lease' }],
  ['--shadow contradicts --give-back', { shadow: true, 'give-back': true }],
])('%s', (message, flags) => {
  expect(() => lookModeOf({ ...NONE, ...flags })).toThrow(expect.objectContaining({ message, exit: 2 }));
});
