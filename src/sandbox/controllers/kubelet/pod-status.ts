import { timestamp } from '../../../kernel/clock.ts';
import { sha256 } from '../../../kernel/hash.ts';
import { formatGoDuration } from '../../../kernel/duration.ts';
import type { ContainerStatus, Pod, PodStatus } from '../framework/pod.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';
import { conditionOf } from '../framework/workload-condition.ts';
import type { ContainerEnd, ContainerFacts } from './container-state.ts';

/** What is known of a pod at work. */
export interface PodFacts {
  readonly containers: readonly ContainerFacts[];
  readonly startTime: number;
  readonly podIP: string | undefined;
  readonly hostIP: string;
}

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

function terminated(pod: Pod, container: ContainerFacts, { exitCode, since, at }: ContainerEnd): object {
  return {
    terminated: {
      containerID: containerId(pod, container),
      exitCode,
      finishedAt: timestamp(at),
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: timestamp(since),
    },
  };
}

function containerId(pod: Pod, { name, restarts }: ContainerFacts): string {
  return `containerd://${sha256(`${pod.metadata.uid} ${name} ${String(restarts)}`)}`;
}

function stateOf(pod: Pod, container: ContainerFacts, initializing: boolean): object {
  const { state, name, image } = container;
  const waiting = (reason: string, message?: string): object => ({ waiting: { ...(message === undefined ? {} : { message }), reason } });
  switch (state.phase) {
    case 'running':
      return { running: { startedAt: timestamp(state.since) } };
    case 'ended':
      return terminated(pod, container, state.end);
    case 'unpullable':
      return waiting(
        state.shown,
        state.shown === 'ErrImagePull' ? pullError(image) : `Back-off pulling image "${image}": ErrImagePull: ${pullError(image)}`,
      );
    case 'unconfigured':
      return waiting('CreateContainerConfigError', state.message);
    case 'backing-off': {
      const { namespace = '', uid, name: podName } = pod.metadata;
      const delay = formatGoDuration(state.delay);
      return waiting('CrashLoopBackOff', `back-off ${delay} restarting failed container=${name} pod=${podName}_${namespace}(${uid})`);
    }
    case 'waiting':
    case 'pulling':
    case 'starting':
      return waiting(initializing && container.role === 'main' ? 'PodInitializing' : 'ContainerCreating');
  }
}

/** What a container runtime says about an image that is not there. */
export function pullError(image: string): string {
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

function containerStatus(pod: Pod, container: ContainerFacts, initializing: boolean): ContainerStatus {
  const { name, image, state, restarts, last, role } = container;
  const begun = state.phase === 'running' || state.phase === 'ended' || last !== undefined;
  const done = role === 'init' && state.phase === 'ended' && state.end.exitCode === 0;
  return {
    ...(begun ? { containerID: containerId(pod, container) } : {}),
    image,
    imageID: begun ? `${image}@sha256:${sha256(image)}` : '',
    lastState: last === undefined ? {} : terminated(pod, { ...container, restarts: restarts - 1 }, last),
    name,
    ready: done || (state.phase === 'running' && (state.ready || role === 'init')),
    restartCount: restarts,
    started: state.phase === 'running',
    state: stateOf(pod, container, initializing),
  } as ContainerStatus;
}

/** Whether all init containers are through and all sidecars run. */
export function isInitialized(containers: readonly ContainerFacts[]): boolean {
  return containers.every(({ role, state, last }) => {
    if (role === 'main') return true;
    if (role === 'sidecar') return state.phase === 'running' || state.phase === 'ended' || last !== undefined;
    return state.phase === 'ended' && state.end.exitCode === 0;
  });
}

/** The phase of a pod (kubernetes, `getPhase`). */
export function phaseOf(pod: Pod, containers: readonly ContainerFacts[]): Phase {
  const policy = pod.spec.restartPolicy ?? 'Always';
  const failed = (container: ContainerFacts): boolean => container.state.phase === 'ended' && container.state.end.exitCode !== 0;
  if (policy === 'Never' && containers.some((container) => container.role === 'init' && failed(container))) return 'Failed';
  if (!isInitialized(containers)) return 'Pending';
  const main = containers.filter(({ role }) => role === 'main');
  if (main.some(({ state, last }) => state.phase !== 'running' && state.phase !== 'ended' && last === undefined)) return 'Pending';
  if (main.every(({ state }) => state.phase === 'ended')) {
    if (!main.some(failed)) return policy === 'Always' && pod.metadata.deletionTimestamp === undefined ? 'Running' : 'Succeeded';
    if (policy === 'Never' || pod.metadata.deletionTimestamp !== undefined) return 'Failed';
  }
  return 'Running';
}

function conditionsOf(pod: Pod, facts: PodFacts, phase: Phase, now: number): readonly WorkloadCondition[] {
  const before = pod.status?.conditions;
  const { generation } = pod.metadata;
  const of = (type: string, holds: boolean, why: { reason?: string; message?: string } = {}): WorkloadCondition => {
    const status = holds ? 'True' : 'False';
    const earlier = conditionOf(before, type);
    const since = earlier?.status === status ? (earlier.lastTransitionTime ?? timestamp(now)) : timestamp(now);
    return {
      lastProbeTime: null,
      lastTransitionTime: since,
      ...why,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      status,
      type,
    };
  };
  const names = (list: readonly ContainerFacts[]): string => `[${list.map(({ name }) => name).join(' ')}]`;
  const unready = facts.containers.filter(({ role, state }) => role !== 'init' && !(state.phase === 'running' && state.ready));
  const incomplete = facts.containers.filter(
    ({ role, state }) => role === 'init' && !(state.phase === 'ended' && state.end.exitCode === 0),
  );
  const over = phase === 'Succeeded' ? { reason: 'PodCompleted' } : phase === 'Failed' ? { reason: 'PodFailed' } : undefined;
  const notReady = over ?? { reason: 'ContainersNotReady', message: `containers with unready status: ${names(unready)}` };
  const initialized = isInitialized(facts.containers) || phase === 'Succeeded';
  const notInitialized = { reason: 'ContainersNotInitialized', message: `containers with incomplete status: ${names(incomplete)}` };
  const ready = unready.length === 0 && initialized && over === undefined;
  const scheduled = conditionOf(before, 'PodScheduled');
  return [
    of('PodReadyToStartContainers', facts.podIP !== undefined && over === undefined),
    of('Initialized', initialized, initialized ? (phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) : notInitialized),
    of('Ready', ready, ready ? {} : notReady),
    of('ContainersReady', ready, ready ? {} : notReady),
    scheduled ?? of('PodScheduled', true),
  ];
}

/** The whole status of a pod from what is known of it. */
export function podStatus(pod: Pod, facts: PodFacts, now: number): PodStatus & Readonly<Record<string, unknown>> {
  const phase = phaseOf(pod, facts.containers);
  const initializing = !isInitialized(facts.containers);
  const of = (roles: readonly string[]): ContainerStatus[] => {
    return facts.containers.filter(({ role }) => roles.includes(role)).map((container) => containerStatus(pod, container, initializing));
  };
  const init = of(['init', 'sidecar']);
  const { podIP, hostIP } = facts;
  const { qosClass } = pod.status ?? {};
  return {
    conditions: conditionsOf(pod, facts, phase, now),
    containerStatuses: of(['main']),
    hostIP,
    hostIPs: [{ ip: hostIP }],
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase,
    ...(podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] }),
    ...(qosClass === undefined ? {} : { qosClass }),
    startTime: timestamp(facts.startTime),
  };
}
