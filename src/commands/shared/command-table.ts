import type { SystemId } from '../../kernel/kind-definition.ts';
import type { CommandClass } from './base-command.ts';

/** How a command is loaded. */
export type LoadCommand = () => Promise<{ readonly default: CommandClass }>;

/** A command that belongs to systems. Its file stands in the folder of the (first) system: `maia/backup/list.ts` is `backup list`. */
export interface SystemCommand {
  /** Only entry points with one of these offer it. */
  readonly systems: readonly [SystemId, ...SystemId[]];
  /** Other words for it, up to three: `backup create`. */
  readonly aliases?: readonly string[];
  readonly load: LoadCommand;
}

/** Every command by its words. Only the one that is called is loaded; a plain function is a command of every entry point. */
export const COMMANDS: Readonly<Record<string, LoadCommand | SystemCommand>> = {
  'agent graph': { systems: ['kaos'], aliases: ['graph'], load: () => import('../kaos/agent/graph.ts') },
  'agent invoke': { systems: ['kaos'], load: () => import('../kaos/agent/invoke.ts') },
  'agent peers add': { systems: ['kaos'], load: () => import('../kaos/agent/peers/add.ts') },
  'agent peers remove': { systems: ['kaos'], load: () => import('../kaos/agent/peers/remove.ts') },
  apply: () => import('../apply.ts'),
  'auth can-i': () => import('../auth/can-i.ts'),
  'auth rbac': () => import('../auth/rbac.ts'),
  autoscale: { systems: ['abi'], load: () => import('../abi/autoscale.ts') },
  'backup list': { systems: ['maia'], load: () => import('../maia/backup/list.ts') },
  'backup logs': { systems: ['maia'], load: () => import('../maia/backup/logs.ts') },
  'backup restore': { systems: ['maia'], load: () => import('../maia/backup/restore.ts') },
  'backup trigger': { systems: ['maia'], aliases: ['backup create'], load: () => import('../maia/backup/trigger.ts') },
  'backup verify': { systems: ['maia'], load: () => import('../maia/backup/verify.ts') },
  check: () => import('../check.ts'),
  'completion bash': () => import('../completion/bash.ts'),
  'completion fish': () => import('../completion/fish.ts'),
  'completion install': () => import('../completion/install.ts'),
  'completion kubectl': () => import('../completion/kubectl.ts'),
  'completion zsh': () => import('../completion/zsh.ts'),
  create: () => import('../create.ts'),
  delete: () => import('../delete.ts'),
  describe: () => import('../describe.ts'),
  diff: () => import('../diff.ts'),
  doctor: () => import('../doctor.ts'),
  events: () => import('../events.ts'),
  'features get': { systems: ['abi'], load: () => import('../abi/features/get.ts') },
  'features set': { systems: ['abi'], load: () => import('../abi/features/set.ts') },
  get: () => import('../get.ts'),
  'gpu check': { systems: ['abi'], load: () => import('../abi/gpu/check.ts') },
  install: () => import('../install.ts'),
  'job attach': { systems: ['marie'], load: () => import('../marie/job/attach.ts') },
  'job cancel': { systems: ['marie'], load: () => import('../marie/job/cancel.ts') },
  'job deliver': { systems: ['marie'], load: () => import('../marie/job/deliver.ts') },
  'job list': { systems: ['marie'], load: () => import('../marie/job/list.ts') },
  'job logs': { systems: ['marie'], load: () => import('../marie/job/logs.ts') },
  'job result': { systems: ['marie'], load: () => import('../marie/job/result.ts') },
  'job retry': { systems: ['marie'], load: () => import('../marie/job/retry.ts') },
  'job status': { systems: ['marie'], load: () => import('../marie/job/status.ts') },
  'job submit': { systems: ['marie'], load: () => import('../marie/job/submit.ts') },
  'keys list': { systems: ['maia'], aliases: ['tenant keys list'], load: () => import('../maia/keys/list.ts') },
  'keys revoke': { systems: ['maia'], aliases: ['tenant keys revoke'], load: () => import('../maia/keys/revoke.ts') },
  'keys rotate': { systems: ['maia'], aliases: ['tenant keys rotate'], load: () => import('../maia/keys/rotate.ts') },
  'mcp tools': { systems: ['kaos'], load: () => import('../kaos/mcp/tools.ts') },
  'modelapi models': { systems: ['kaos'], load: () => import('../kaos/modelapi/models.ts') },
  logs: () => import('../logs.ts'),
  'migrate apply': () => import('../migrate/apply.ts'),
  'migrate plan': () => import('../migrate/plan.ts'),
  'migrate rollback': () => import('../migrate/rollback.ts'),
  'netpol matrix': { systems: ['neurallog'], load: () => import('../neurallog/netpol/matrix.ts') },
  'netpol show': { systems: ['neurallog'], load: () => import('../neurallog/netpol/show.ts') },
  'netpol test': { systems: ['neurallog'], load: () => import('../neurallog/netpol/test.ts') },
  'operator logs': () => import('../operator/logs.ts'),
  'operator status': () => import('../operator/status.ts'),
  'quota set': { systems: ['maia'], aliases: ['tenant quota set'], load: () => import('../maia/quota/set.ts') },
  'quota show': { systems: ['maia'], aliases: ['tenant quota show'], load: () => import('../maia/quota/show.ts') },
  reconcile: () => import('../reconcile.ts'),
  render: () => import('../render.ts'),
  resume: () => import('../resume.ts'),
  scale: () => import('../scale.ts'),
  'session cluster': { systems: ['marie'], load: () => import('../marie/session/cluster.ts') },
  status: () => import('../status.ts'),
  'sandbox run': () => import('../sandbox/run.ts'),
  'sandbox up': () => import('../sandbox/up.ts'),
  'storage grow': { systems: ['neurallog'], aliases: ['tenant storage grow'], load: () => import('../neurallog/storage/grow.ts') },
  suspend: () => import('../suspend.ts'),
  timeline: () => import('../timeline.ts'),
  tree: () => import('../tree.ts'),
  top: () => import('../top.ts'),
  uninstall: () => import('../uninstall.ts'),
  upgrade: () => import('../upgrade.ts'),
  validate: () => import('../validate.ts'),
  version: () => import('../version.ts'),
  wait: () => import('../wait.ts'),
  why: () => import('../why.ts'),
};
