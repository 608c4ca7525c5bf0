import type { CommandClass } from './base-command.ts';

/** One command: how it is loaded. */
type Load = () => Promise<{ readonly default: CommandClass }>;

/** Every command by its words. Only the one that is called is loaded. */
export const COMMANDS: Readonly<Record<string, Load>> = {
  apply: () => import('../apply.ts'),
  'auth can-i': () => import('../auth/can-i.ts'),
  'auth rbac': () => import('../auth/rbac.ts'),
  check: () => import('../check.ts'),
  create: () => import('../create.ts'),
  delete: () => import('../delete.ts'),
  describe: () => import('../describe.ts'),
  diff: () => import('../diff.ts'),
  events: () => import('../events.ts'),
  get: () => import('../get.ts'),
  install: () => import('../install.ts'),
  reconcile: () => import('../reconcile.ts'),
  render: () => import('../render.ts'),
  resume: () => import('../resume.ts'),
  scale: () => import('../scale.ts'),
  status: () => import('../status.ts'),
  'sandbox run': () => import('../sandbox/run.ts'),
  'sandbox up': () => import('../sandbox/up.ts'),
  suspend: () => import('../suspend.ts'),
  uninstall: () => import('../uninstall.ts'),
  validate: () => import('../validate.ts'),
  version: () => import('../version.ts'),
  wait: () => import('../wait.ts'),
  why: () => import('../why.ts'),
};
