import { expect, test } from 'vitest';
import type { LiveRow } from '../../../ui/live-source.ts';
import { inOrderAtFirst } from './live-lines.ts';

const row = (kind: string, name: string): LiveRow => ({
  id: name,
  system: 'maia',
  kind,
  target: name,
  name,
  phase: 'Running',
  health: 'healthy',
  ready: '',
  reason: '',
  message: '',
  createdAt: 0,
  sinceAt: 0,
});
const KINDS = [
  { system: 'maia', kind: 'MaiaInstance' },
  { system: 'maia', kind: 'MaiaTenant' },
] as const;

test('what there was comes in the order of kinds and names, whichever answer was first; what changed comes after it, as it came', () => {
  const told: string[] = [];
  const { onRow, begin } = inOrderAtFirst((before, after) => void told.push((after ?? before)?.name ?? ''), KINDS);
  onRow(undefined, row('MaiaTenant', 'acme'), true);
  onRow(undefined, row('MaiaInstance', 'm10'), true);
  onRow(undefined, row('MaiaInstance', 'm9'), true);
  onRow(undefined, row('MaiaInstance', 'new'), false);
  expect(told).toEqual([]);
  begin();
  expect(told).toEqual(['m9', 'm10', 'acme', 'new']);
  onRow(row('MaiaInstance', 'm9'), undefined, false);
  expect(told.at(-1)).toBe('m9');
});
