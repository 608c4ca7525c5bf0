import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import type { Rollout } from '../../templates/shared/deployment-rollout.ts';
import type { PodTrouble } from './pod-trouble.ts';

type ComponentStatus = NonNullable<TenantStatus['serverStatus']>;

/** Something that is not as asked. Reason and message are the same as long as it lasts. */
export interface Problem {
  readonly reason: string;
  readonly message: string;
}

/** Where server or Redis stands, and the reason for it as a condition has it. */
export interface ComponentFinding {
  readonly reason: string;
  readonly status: ComponentStatus & { readonly message: string };
}

/** What is known of a component. */
export interface ComponentFacts {
  readonly title: 'Server' | 'Redis';
  readonly rollout: Rollout;
  /** Pods that there should be. */
  readonly want: number;
  readonly suspended: boolean;
  /** It cannot be brought in step with the spec until a person changes something. */
  readonly failure?: Problem | undefined;
  readonly trouble?: PodTrouble | undefined;
  /** What most probably keeps its pods from becoming ready. */
  readonly cause?: Problem | undefined;
}

/** Pods that are in trouble for longer do not come up by themselves, in milliseconds. */
export const TROUBLE_MS = 5 * 60_000;

function troubleWords(title: string, { message, of, pods, reason }: PodTrouble): Problem {
  return { reason, message: `${pods} of ${of} pods of ${title} do not start: ${message === '' ? reason : message}` };
}

function failureOf({ cause, failure, rollout, title, trouble, want }: ComponentFacts, now: number): Problem | undefined {
  if (failure !== undefined) return failure;
  // A quota refuses a pod more than there is room for also in the midst of a roll-out, and for a moment only.
  const isRefused = rollout.failure?.reason === 'ReplicaFailure' && rollout.readyReplicas > 0;
  if (rollout.failure !== undefined && !isRefused) return rollout.failure;
  if (trouble === undefined || want === 0 || rollout.readyReplicas > 0 || trouble.since + TROUBLE_MS > now) return undefined;
  return cause ?? troubleWords(title, trouble);
}

/** Where a component stands: the first rule that fits. `now` is Unix milliseconds. */
export function componentFinding(facts: ComponentFacts, now: number): ComponentFinding {
  const { rollout, suspended, title, trouble, want } = facts;
  const { readyReplicas } = rollout;
  const at = (phase: ComponentStatus['phase'], reason: string, message: string): ComponentFinding => ({
    reason,
    status: { phase, message, readyReplicas, totalReplicas: want },
  });
  const failure = failureOf(facts, now);
  if (failure !== undefined) return at('Failed', failure.reason, failure.message);
  if (!rollout.exists) return at('Pending', 'NotCreated', `${title} is waiting to be created`);
  if (want === 0)
    return at('Running', suspended ? 'Suspended' : 'ScaledToZero', `${title} is ${suspended ? 'suspended' : 'scaled to zero'}`);
  const because = facts.cause ?? rollout.failure ?? (trouble === undefined ? undefined : troubleWords(title, trouble));
  const words = (message: string): string => (because === undefined ? message : `${message}: ${because.message}`);
  if (readyReplicas === 0) return at('Provisioning', because?.reason ?? 'Provisioning', words(`${title} is being provisioned`));
  if (readyReplicas < want) {
    return at('Degraded', because?.reason ?? 'ReplicasMissing', words(`${title} is degraded: ${readyReplicas}/${want} replicas ready`));
  }
  if (!rollout.current || rollout.updatedReplicas < want)
    return at('Provisioning', because?.reason ?? 'Updating', words(`${title} is updating`));
  return at('Running', 'Running', `${title} is running`);
}
