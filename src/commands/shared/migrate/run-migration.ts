import { deploymentName } from './deployment-name.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { resourceLine, resourceName, type DryRun } from '../../../output/resource-line.ts';
import { controllerOf } from '../../../kernel/kube-object.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { createSemaphore } from '../../../reconcile/engine/semaphore.ts';
import { cliFieldManager, type System } from '../../../registry.ts';
import type { CrdFile } from '../crd-files.ts';
import { installCrds, waitEstablished } from '../install-crds.ts';
import type { StepRecord } from '../step-records.ts';
import { keyOfDeployment, nameOfDeployment, replicasOf } from '../take-over/deployment-facts.ts';
import type { Taker } from '../take-over/taker.ts';
import { operatorPods } from '../take-over/wait-stopped.ts';
import type { Session } from '../session.ts';
import { formerManagers, type ChildForecast } from './forecast-object.ts';
import type { SystemPlanning } from './plan-system.ts';
import { findingText } from './plan-text.ts';
import { stillStopped, stopUpstream, waitForItsLease, waitForItsPods } from './stop-upstream.ts';
import { takeOwnership } from './take-ownership.ts';

/** One system with its plan. */
export interface PlannedSystem {
  readonly system: System;
  readonly planning: SystemPlanning;
}

export interface MigrationOptions {
  readonly session: Session;
  readonly taker: Taker;
  readonly files: readonly CrdFile[];
  readonly dryRun: DryRun;
  readonly bin: string;
  /** Wait until the definitions are served. */
  readonly wait: boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** What was done, a line each. */
  readonly print: (line: string) => void;
  /** What is being waited for. */
  readonly waiting: (what: string) => void;
  readonly warn: (text: string) => void;
  readonly record: (record: StepRecord) => Promise<void>;
  /** Plans again: once the operators before ours are stopped, nobody changes their children any more. */
  readonly replan: () => Promise<readonly PlannedSystem[]>;
}

/** So many objects are written side by side. */
const AT_ONCE = 8;

/** What a person is asked before anything is done. No question mark. */
export function migrationQuestion(planned: readonly PlannedSystem[]): string {
  return planned
    .map(({ planning: { children, plan, toStop }, system }) => {
      const stopped = toStop
        .filter((deployment) => replicasOf(deployment) > 0)
        .map((deployment) => `scale ${nameOfDeployment(keyOfDeployment(deployment))} from ${String(replicasOf(deployment))} to 0`);
      const adopted = plan.definitions.filter(({ is }) => is === 'foreign' || is === 'same').length;
      const taken = children.filter(({ takenFrom }) => takenFrom.length > 0).length;
      const rest = [`take over ${String(adopted)} definitions`, `and the fields of ${String(taken)} objects`];
      return `${system.title}: ${[...stopped, ...rest].join(', ')}`;
    })
    .join('. ');
}

async function stopAll({ planning, system }: PlannedSystem, options: MigrationOptions): Promise<void> {
  const { dryRun, print, record, signal, taker, waiting } = options;
  const pods = new Set<string>();
  for (const deployment of planning.toStop) {
    for (const name of (await operatorPods(taker, deployment, signal)) ?? []) pods.add(name);
    const key = keyOfDeployment(deployment);
    const name = deploymentName(key.name);
    const planned = replicasOf(deployment);
    const was = dryRun === 'client' ? planned : await stopUpstream(taker, system, key, { dryRun: dryRun === 'server', signal });
    const result = was > 0 ? `scaled from ${String(was)} to 0` : 'unchanged';
    print(resourceLine(name, result, dryRun));
    await record({ step: 'stop', object: resourceName(name), result });
  }
  if (dryRun !== 'none') return;
  // Those that an earlier run stopped may still have pods, too.
  for (const { is, name, namespace } of planning.plan.operators) {
    if (is === 'ours') continue;
    waiting(`the pods of ${nameOfDeployment({ name, namespace })}`);
    await waitForItsPods(taker, { name, namespace }, signal);
  }
  waiting(`the lease of the operator of ${system.title}`);
  await waitForItsLease(taker, system, pods, signal);
}

async function takeAll({ planning, system }: PlannedSystem, options: MigrationOptions): Promise<void> {
  const { dryRun, print, record, session, signal, waiting } = options;
  const former = formerManagers(system);
  const slots = createSemaphore(AT_ONCE);
  const take = async ({ live, name, namespace, outcome, takenFrom, type }: ChildForecast): Promise<void> => {
    if (live === undefined || takenFrom.length === 0 || outcome.is !== 'applied') return;
    const { uid } = live.metadata;
    const key = namespace === undefined ? { name } : { name, namespace };
    waiting(`${type.kind} ${name}`);
    const controller = controllerOf(live)?.uid;
    const how = { type, key, uid, controller, former, mode: outcome.mode, dryRun: dryRun === 'server', signal };
    const isMoved = dryRun === 'client' || (await takeOwnership(session, how));
    const object = { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name } };
    const result = isMoved ? `taken over from ${takenFrom.join(', ')}` : 'unchanged';
    print(resourceLine(object, result, dryRun));
    await record({ step: 'take', object: resourceName(object), result });
  };
  await Promise.all(planning.children.map((child) => slots.run(() => take(child))));
}

/** Throws where something of the plans must be mended before anything is done (exit 6). */
export function refuseBlocked(planned: readonly PlannedSystem[], bin: string): void {
  const blocking = planned.flatMap(({ planning }) => planning.plan.findings.filter(({ weight }) => weight === 'blocks'));
  const [first] = blocking;
  if (first === undefined) return;
  const others = blocking.length === 1 ? '' : ` (and ${String(blocking.length - 1)} more: ${bin} migrate plan)`;
  throw new CliError({
    exit: EXIT.conflict,
    message: `nothing was done: ${first.about} stands in the way${others}`,
    why: first.message,
    fix: first.fix,
    details: blocking.map(findingText).join(''),
  });
}

/**
 * Carries plans out: upstream's operators are stopped, then definitions taken over, then fields of children. Nothing is deleted and no value is
 * changed; it may be broken off anywhere and run again. Ends with 10 where something is left that a person must do.
 */
export async function runMigration(planned: readonly PlannedSystem[], options: MigrationOptions): Promise<ExitCode> {
  const { dryRun, files, session, signal, taker, waiting, warn } = options;
  for (const one of planned) await stopAll(one, options);
  const fieldManager = ({ kind }: CrdFile): string => cliFieldManager(kind.system);
  await installCrds(session, files, { ...options, adopt: true, fieldManager });
  if (options.wait && dryRun === 'none') await waitEstablished(session, files, signal, { once: false, tell: waiting });
  waiting('the children');
  const settled = dryRun === 'none' ? await options.replan() : planned;
  for (const one of settled) await takeAll(one, options);
  for (const { planning } of dryRun === 'none' ? settled : []) {
    for (const { is, name, namespace } of planning.plan.operators) {
      if (is !== 'ours') await stillStopped(taker, { name, namespace }, signal);
    }
  }
  const left = settled.flatMap(({ planning }) => planning.plan.findings.filter(({ weight }) => weight !== 'note'));
  for (const finding of left) warn(findingText(finding).trimEnd());
  return left.length === 0 ? EXIT.ok : EXIT.partial;
}
