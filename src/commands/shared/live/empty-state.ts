import type { LiveState } from '../../../ui/live-source.ts';

/** What is there before anything was seen. */
export const EMPTY_STATE: LiveState = {
  connection: { context: '', server: '', user: '', watches: { live: 0, total: 0 }, freshAt: 0, refused: [] },
  operators: [],
  rows: new Map(),
  changes: 0,
  moments: [],
  log: [],
};
