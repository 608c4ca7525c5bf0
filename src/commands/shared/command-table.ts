import type { CommandClass } from './base-command.ts';

/** One command: how it is loaded. */
type Load = () => Promise<{ readonly default: CommandClass }>;

/** Every command by its words. Only the one that is called is loaded. */
export const COMMANDS: Readonly<Record<string, Load>> = {
  get: () => import('../get.ts'),
  install: () => import('../install.ts'),
  reconcile: () => import('../reconcile.ts'),
  render: () => import('../render.ts'),
  status: () => import('../status.ts'),
  'sandbox run': () => import('../sandbox/run.ts'),
  'sandbox up': () => import('../sandbox/up.ts'),
  uninstall: () => import('../uninstall.ts'),
  version: () => import('../version.ts'),
};
