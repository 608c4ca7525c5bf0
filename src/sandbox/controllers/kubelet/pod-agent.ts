import type { SimulationTiming } from '../simulation-timing.ts';
import type { Pod, PodContainer } from '../framework/pod.ts';
import type { ContainerLog, StartedContainer } from '../../programs/pod-runtime.ts';
import { behaviourOf, imageIsBroken, isOfJob } from './behaviour.ts';
import type { ContainerRun, Machinery } from './container-run.ts';
import { startContainer } from './container-run.ts';
import { containerSpec } from './container-spec.ts';
import type { ContainerEnd, ContainerFacts, ContainerState } from './container-state.ts';
import { isRunning } from './container-state.ts';
import type { PodFacts } from './pod-status.ts';
import { isInitialized, pullError } from './pod-status.ts';
import type { FindSource } from './resolve-environment.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { restartDelay, runsAgain } from './restart-delay.ts';

/** What the agent tells about its pod, for Events. */
export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string) => void;

/** What an agent works with. */
export interface AgentTools {
  readonly machinery: Machinery;
  readonly timing: SimulationTiming;
  readonly find: FindSource;
  /** The message about the first volume that cannot be mounted yet. */
  volumeProblem(pod: Pod): string | undefined;
  readonly tell: Tell;
  /** Asks for another `sync` soon. */
  readonly poke: () => void;
  readonly hostIP: string;
  takeAddress(): string;
}

/** Plays the kubelet for one pod. */
export interface PodAgent {
  readonly uid: string;
  /** Moves everything as far as it is due; gives the milliseconds until more is due. */
  sync(pod: Pod): number | undefined;
  /** Whether its containers are over because the pod is to go: it may be removed. */
  readonly finished: boolean;
  facts(): PodFacts;
  started(): readonly StartedContainer[];
  stop(): void;
}

/** A run of this length makes the crashes before it forgotten (kubelet, `MaxContainerBackOff` times two). */
const FORGIVEN_MS = 600_000;

interface Container {
  readonly spec: PodContainer;
  readonly role: ContainerFacts['role'];
  state: ContainerState;
  restarts: number;
  crashes: number;
  last: ContainerEnd | undefined;
  run: ContainerRun | undefined;
  previousLog: ContainerLog | undefined;
}

function containersOf(pod: Pod): readonly Container[] {
  const make = (spec: PodContainer, role: Container['role']): Container => {
    return { spec, role, state: { phase: 'waiting' }, restarts: 0, crashes: 0, last: undefined, run: undefined, previousLog: undefined };
  };
  const init = (pod.spec.initContainers ?? []).map((spec) => make(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init'));
  return [...init, ...pod.spec.containers.map((spec) => make(spec, 'main'))];
}

const factsOf = ({ spec, role, state, restarts, last }: Container): ContainerFacts => {
  return { name: spec.name, image: spec.image, role, state, restarts, last };
};

/** Takes charge of a pod that has a node. */
export function createPodAgent(first: Pod, tools: AgentTools): PodAgent {
  const { machinery, timing, tell } = tools;
  const { clock } = machinery;
  const containers = containersOf(first);
  const startTime = clock.now();
  const behaviour = behaviourOf(first);
  let pod = first;
  let podIP: string | undefined;
  let stopsAt: number | undefined;
  let finished = false;
  let volumeMessage: string | undefined;

  const about = ({ spec, role }: Container): string => `spec.${role === 'main' ? 'containers' : 'initContainers'}{${spec.name}}`;
  const mayStart = (container: Container): boolean => {
    const before = container.role === 'main' ? containers : containers.slice(0, containers.indexOf(container));
    return isInitialized(before.filter(({ role }) => role !== 'main').map(factsOf));
  };
  const mounted = (): boolean => {
    const problem = tools.volumeProblem(pod);
    if (problem !== undefined && problem !== volumeMessage) tell('Warning', 'FailedMount', problem);
    volumeMessage = problem;
    return problem === undefined;
  };
  const configure = (container: Container, now: number): void => {
    const resolved = resolveEnvironment(container.spec, withAddress(), tools.find);
    if ('env' in resolved) container.state = { phase: 'starting', until: now + timing.start };
    else if (container.state.phase !== 'unconfigured' || container.state.message !== resolved.message) {
      container.state = { phase: 'unconfigured', message: resolved.message };
      tell('Warning', 'Failed', `Error: ${resolved.message}`, about(container));
    }
  };
  const withAddress = (): Pod => {
    return { ...pod, status: { ...pod.status, hostIP: tools.hostIP, ...(podIP === undefined ? {} : { podIP }) } };
  };
  const launch = (container: Container, now: number): void => {
    const resolved = resolveEnvironment(container.spec, withAddress(), tools.find);
    if (!('env' in resolved)) return configure(container, now);
    container.previousLog = container.run?.log ?? container.previousLog;
    container.run = startContainer(machinery, withAddress(), containerSpec(container.spec, resolved.env), tools.poke);
    tell('Normal', 'Created', `Created container: ${container.spec.name}`, about(container));
    tell('Normal', 'Started', `Started container ${container.spec.name}`, about(container));
    container.state = { phase: 'running', since: now, ready: false, endsAt: endOf(container, now) };
  };
  /** When a container ends for which no program decides that. */
  const endOf = (container: Container, now: number): number | undefined => {
    if (behaviour === 'crash' && container.role === 'main') return now;
    if (container.run?.endsItself === true) return undefined;
    if (container.role === 'init') return now + timing.init;
    return container.role === 'main' && isOfJob(pod) && behaviour !== 'hang' ? now + timing.job : undefined;
  };
  const exit = (container: Container, since: number, exitCode: number, now: number): void => {
    const end: ContainerEnd = { exitCode, since, at: now };
    container.run?.stop();
    if (!runsAgain(container.role, pod.spec.restartPolicy ?? 'Always', exitCode) || stopsAt !== undefined) {
      container.state = { phase: 'ended', end };
      return;
    }
    if (now - since >= FORGIVEN_MS) container.crashes = 0;
    const delay = restartDelay(container.crashes, timing.crashBackOff);
    container.last = end;
    container.restarts += 1;
    container.crashes += 1;
    container.state = { phase: 'backing-off', until: now + delay, delay };
    if (delay === 0) return;
    const { namespace = '', name, uid } = pod.metadata;
    tell(
      'Warning',
      'BackOff',
      `Back-off restarting failed container ${container.spec.name} in pod ${name}_${namespace}(${uid})`,
      about(container),
    );
  };
  const runOn = (container: Container, state: ContainerState & { phase: 'running' }, now: number): void => {
    const code = container.run?.exitCode;
    const over = state.endsAt !== undefined && now >= state.endsAt;
    if (code !== undefined || over) {
      const simulated = behaviour === 'crash' || (behaviour === 'fail' && container.role === 'main') ? 1 : 0;
      return exit(container, state.since, code ?? simulated, now);
    }
    const ready = behaviour !== 'hang' && now >= state.since + timing.ready && container.run?.ready() === true;
    // A program that came up late decides only now whether it ends by itself.
    const endsAt = state.endsAt ?? (container.run?.hasProgram === true && !container.run.endsItself ? endOf(container, now) : undefined);
    if (ready !== state.ready || endsAt !== state.endsAt) container.state = { ...state, ready, endsAt };
  };
  const advance = (container: Container, now: number): void => {
    const { state, spec } = container;
    switch (state.phase) {
      case 'waiting':
        if (!mounted() || !mayStart(container)) return;
        podIP ??= tools.takeAddress();
        tell('Normal', 'Pulling', `Pulling image "${spec.image}"`, about(container));
        container.state = { phase: 'pulling', until: now + timing.pullImage };
        return;
      case 'pulling':
        if (now < state.until) return;
        if (imageIsBroken(pod, spec)) {
          container.state = { phase: 'unpullable', shown: 'ErrImagePull', until: now + timing.start };
          tell('Warning', 'Failed', `Failed to pull image "${spec.image}": ${pullError(spec.image)}`, about(container));
          tell('Warning', 'Failed', 'Error: ErrImagePull', about(container));
          return;
        }
        tell('Normal', 'Pulled', `Successfully pulled image "${spec.image}" in ${String(timing.pullImage)}ms`, about(container));
        return configure(container, now);
      case 'unpullable':
        if (state.until === undefined || now < state.until) return;
        container.state = { phase: 'unpullable', shown: 'ImagePullBackOff', until: undefined };
        tell('Normal', 'BackOff', `Back-off pulling image "${spec.image}"`, about(container));
        tell('Warning', 'Failed', 'Error: ImagePullBackOff', about(container));
        return;
      case 'unconfigured':
        return configure(container, now);
      case 'starting':
        if (now >= state.until) launch(container, now);
        return;
      case 'running':
        return runOn(container, state, now);
      case 'backing-off':
        if (now >= state.until) container.state = { phase: 'starting', until: now + timing.start };
        return;
      case 'ended':
    }
  };
  const dueIn = (container: Container, now: number): number | undefined => {
    const { state } = container;
    if (state.phase === 'running') {
      const times: number[] = state.endsAt === undefined ? [] : [state.endsAt - now];
      if (!state.ready && behaviour !== 'hang' && now < state.since + timing.ready) times.push(state.since + timing.ready - now);
      else if (container.run?.hasProbe === true) times.push(timing.probe);
      return times.length === 0 ? undefined : Math.min(...times);
    }
    return 'until' in state && state.until !== undefined ? state.until - now : undefined;
  };
  const end = (now: number): void => {
    const grace = (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000;
    if (stopsAt === undefined) {
      stopsAt = now + Math.min(timing.terminate, grace);
      for (const container of containers) {
        if (!isRunning(container)) continue;
        tell('Normal', 'Killing', `Stopping container ${container.spec.name}`, about(container));
        container.run?.stop();
      }
    }
    if (now < stopsAt) return;
    for (const container of containers) {
      if (container.state.phase === 'running') exit(container, container.state.since, container.run?.exitCode ?? 0, now);
      else if (container.state.phase === 'backing-off' && container.last !== undefined)
        container.state = { phase: 'ended', end: container.last };
    }
    finished = true;
  };

  return {
    uid: first.metadata.uid,
    get finished() {
      return finished;
    },
    sync: (next) => {
      pod = next;
      const now = clock.now();
      if (pod.metadata.deletionTimestamp !== undefined) {
        end(now);
        return finished || stopsAt === undefined ? undefined : stopsAt - now;
      }
      for (let moved = true; moved;) {
        const before = containers.map(({ state }) => state);
        for (const container of containers) advance(container, now);
        // A container that crashes at once and starts again without a pause is looked at again later.
        moved = containers.some(({ state }, at) => state !== before[at]);
      }
      const due = containers.map((container) => dueIn(container, now)).filter((ms) => ms !== undefined);
      return due.length === 0 ? undefined : Math.max(1, Math.min(...due));
    },
    facts: () => ({ containers: containers.map(factsOf), startTime, podIP, hostIP: tools.hostIP }),
    started: () =>
      containers.flatMap(({ run, state, previousLog }) => (run === undefined ? [] : [run.started(state.phase === 'running', previousLog)])),
    stop: () => {
      for (const { run } of containers) run?.stop();
    },
  };
}
