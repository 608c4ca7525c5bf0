import { inColor } from '../../../output/graph/print-style.ts';
import type { TreeHealth } from './tree-node.ts';

const UNICODE: Readonly<Record<TreeHealth, string>> = { healthy: '✔', suspended: '‖', pending: '◌', degraded: '⚠', failed: '✖', none: '·' };
const ASCII: Readonly<Record<TreeHealth, string>> = { healthy: '+', suspended: '=', pending: '~', degraded: '!', failed: 'x', none: '.' };
const COLORS: Readonly<Record<TreeHealth, string>> = {
  healthy: '32',
  suspended: '2',
  pending: '33',
  degraded: '33',
  failed: '31',
  none: '',
};

/** The sign that stands before the words for a state; never alone. */
export function healthSign(health: TreeHealth, unicode: boolean): string {
  return (unicode ? UNICODE : ASCII)[health];
}

/** Text in the colour of a health. */
export function paintHealth(style: { readonly color: boolean }, health: TreeHealth, text: string): string {
  return COLORS[health] === '' ? text : inColor(style, COLORS[health], text);
}
