import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { podBody } from '../../../../test/support/workload-bodies.ts';
import type { Program, ProgramContext } from '../../programs/program.ts';
import type { Pod } from '../framework/pod.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';

const lifelike = { timing: SIMULATION_TIMINGS.lifelike };
const pod = (rig: ControllerRig, name = 'p'): Pod => rig.get('pods', name) as Pod;
const state = (rig: ControllerRig, name = 'p'): unknown => pod(rig, name).status?.containerStatuses?.[0]?.state;
const ready = (rig: ControllerRig): string | undefined => pod(rig).status?.conditions?.find(({ type }) => type === 'Ready')?.status;
const secret = (name: string, data: object): Record<string, unknown> => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, data });

interface Started {
  readonly program: Program;
  readonly contexts: ProgramContext[];
}

function program(start: Program['start'] = () => ({})): Started {
  const contexts: ProgramContext[] = [];
  return {
    contexts,
    program: {
      name: 'test',
      matches: ({ image }) => image === 'app',
      start: (context) => {
        contexts.push(context);
        return start(context);
      },
    },
  };
}

test('a pod goes from pulling over running to ready', () => {
  const rig = controllerRig(lifelike);
  rig.create(podBody('p'));
  expect(pod(rig).status?.phase).toBe('Pending');
  expect(state(rig)).toEqual({ waiting: { reason: 'ContainerCreating' } });
  rig.advance(500);
  expect(pod(rig).status?.phase).toBe('Running');
  expect(ready(rig)).toBe('False');
  rig.advance(500);
  expect(ready(rig)).toBe('True');
  expect(pod(rig).status?.podIP).toMatch(/^10\.64\./);
  expect(rig.events('p').map((event) => event.split(':')[0])).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
});

test('an image that is broken ends in ImagePullBackOff', () => {
  const rig = controllerRig();
  rig.create(podBody('p', { image: 'nginx:broken' }));
  expect(state(rig)).toMatchObject({ waiting: { reason: 'ImagePullBackOff' } });
  expect(pod(rig).status?.phase).toBe('Pending');
  expect(rig.events('p')).toContain('Failed: Error: ErrImagePull');
  expect(rig.events('p')).toContain('BackOff: Back-off pulling image "nginx:broken"');
});

test('the annotation decides how it fares', () => {
  const rig = controllerRig();
  for (const behaviour of ['crash', 'image', 'hang']) rig.create(podBody(behaviour, { behaviour }));
  expect(state(rig, 'crash')).toMatchObject({ waiting: { reason: 'CrashLoopBackOff' } });
  expect(state(rig, 'image')).toMatchObject({ waiting: { reason: 'ImagePullBackOff' } });
  expect(state(rig, 'hang')).toMatchObject({ running: {} });
  expect(pod(rig, 'hang').status?.containerStatuses?.[0]?.ready).toBe(false);
});

test('crashes back off ever longer', () => {
  const rig = controllerRig();
  rig.create(podBody('p', { behaviour: 'crash' }));
  const restarts = (): number | undefined => pod(rig).status?.containerStatuses?.[0]?.restartCount;
  expect(restarts()).toBe(2);
  expect(JSON.stringify(state(rig))).toContain('back-off 10s restarting failed container=c pod=p_test(');
  rig.advance(10_000);
  expect(restarts()).toBe(3);
  expect(JSON.stringify(state(rig))).toContain('back-off 20s');
  rig.advance(19_999);
  expect(restarts()).toBe(3);
});

test('a missing Secret is told, and the pod goes on when it appears', () => {
  const rig = controllerRig();
  const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } }];
  rig.create(podBody('p', { container: { env } }));
  expect(state(rig)).toEqual({ waiting: { message: 'secret "s" not found', reason: 'CreateContainerConfigError' } });
  rig.create(secret('s', { other: 'eA==' }));
  expect(state(rig)).toEqual({ waiting: { message: "couldn't find key password in Secret test/s", reason: 'CreateContainerConfigError' } });
  rig.patch('secrets', 's', { data: { password: 'eA==' } });
  expect(state(rig)).toMatchObject({ running: {} });
});

test('a volume of a missing ConfigMap keeps it from starting', () => {
  const rig = controllerRig();
  rig.create(podBody('p', { spec: { volumes: [{ name: 'v', configMap: { name: 'cm' } }] } }));
  expect(state(rig)).toEqual({ waiting: { reason: 'ContainerCreating' } });
  expect(rig.events('p')).toContain('FailedMount: MountVolume.SetUp failed for volume "v" : configmap "cm" not found');
  rig.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' } });
  expect(state(rig)).toMatchObject({ running: {} });
});

test('init containers run one after the other before the others', () => {
  const rig = controllerRig(lifelike);
  const initContainers = [
    { name: 'a', image: 'x' },
    { name: 'b', image: 'x' },
  ];
  rig.create(podBody('p', { spec: { initContainers } }));
  const states = (): readonly string[] => {
    const { initContainerStatuses = [], containerStatuses = [] } = pod(rig).status ?? {};
    return [...initContainerStatuses, ...containerStatuses].map(({ state: at }) => Object.keys(at ?? {})[0] ?? '');
  };
  rig.advance(500);
  expect(states()).toEqual(['running', 'waiting', 'waiting']);
  expect(state(rig)).toEqual({ waiting: { reason: 'PodInitializing' } });
  rig.advance(200 + 500);
  expect(states()).toEqual(['terminated', 'running', 'waiting']);
  rig.advance(200 + 500 + 500);
  expect(states()).toEqual(['terminated', 'terminated', 'running']);
  expect(ready(rig)).toBe('True');
});

test('a deleted pod has its time to end and is then gone', () => {
  const rig = controllerRig(lifelike);
  rig.create(podBody('p'));
  rig.advance(2000);
  rig.delete('pods', 'p');
  expect(pod(rig).metadata.deletionTimestamp).toBeDefined();
  rig.advance(199);
  expect(rig.names('pods')).toEqual(['p']);
  rig.advance(1);
  expect(rig.names('pods')).toEqual([]);
});

test('deleted with no grace it is gone at once, and its program is told to stop', () => {
  const { program: app, contexts } = program();
  const rig = controllerRig({ programs: [app] });
  rig.create(podBody('p', { image: 'app' }));
  rig.delete('pods', 'p', { gracePeriodSeconds: 0 });
  expect(rig.names('pods')).toEqual([]);
  expect(contexts[0]?.signal.aborted).toBe(true);
  expect(rig.controllers.pods.containers('test', 'p')).toEqual([]);
});

test('a program gets its environment resolved, its command expanded and its log kept', () => {
  const { program: app, contexts } = program(({ log }) => {
    log('hello');
    return {};
  });
  const rig = controllerRig({ programs: [app] });
  rig.create(secret('s', { password: Buffer.from('pa$$').toString('base64') }));
  rig.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cm' }, data: { COLOR: 'red' } });
  const env = [
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } },
    { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
    { name: 'URL', value: 'http://$(POD)/$(NOBODY)/$$(POD)' },
    { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'none', key: 'x', optional: true } } },
  ];
  const envFrom = [{ prefix: 'X_', configMapRef: { name: 'cm' } }];
  const resources = { limits: { cpu: '1500m' } };
  rig.create(podBody('p', { image: 'app', container: { env, envFrom, resources, args: ['--name=$(POD)'] } }));
  expect(contexts[0]?.container.env).toEqual({ X_COLOR: 'red', PASSWORD: 'pa$$', POD: 'p', CPU: '2', URL: 'http://p/$(NOBODY)/$(POD)' });
  expect(contexts[0]?.container.args).toEqual(['--name=p']);
  const [container] = rig.controllers.pods.containers('test', 'p');
  expect(container?.log.lines.map(({ text }) => text)).toEqual(['hello']);
  expect(container?.running).toBe(true);
});

test('a program says itself when it is ready', () => {
  let isReady = false;
  const { program: app } = program(() => ({ ready: () => isReady }));
  const rig = controllerRig({ programs: [app] });
  rig.create(podBody('p', { image: 'app' }));
  expect(ready(rig)).toBe('False');
  isReady = true;
  rig.advance(100);
  expect(ready(rig)).toBe('True');
  isReady = false;
  rig.advance(100);
  expect(ready(rig)).toBe('False');
});

test('a program that ends is started again, with the log before it kept', async () => {
  const exits: ((code: number) => void)[] = [];
  const { program: app } = program(({ log }) => {
    log(`run ${String(exits.length + 1)}`);
    return { done: new Promise<number>((resolve) => exits.push(resolve)) };
  });
  const rig = controllerRig({ programs: [app] });
  rig.create(podBody('p', { image: 'app' }));
  exits[0]?.(3);
  await new Promise(setImmediate);
  rig.advance(0);
  expect(pod(rig).status?.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    lastState: { terminated: { exitCode: 3, reason: 'Error' } },
  });
  const [container] = rig.controllers.pods.containers('test', 'p');
  expect(container?.log.lines.map(({ text }) => text)).toEqual(['run 2']);
  expect(container?.previousLog?.lines.map(({ text }) => text)).toEqual(['run 1']);
});

test('a program that cannot start fails its container and says why in the log', () => {
  const { program: app } = program(() => {
    throw new Error('no such command');
  });
  const rig = controllerRig({ programs: [app] });
  rig.create(podBody('p', { image: 'app', spec: { restartPolicy: 'Never' } }));
  expect(pod(rig).status?.phase).toBe('Failed');
  expect(rig.controllers.pods.containers('test', 'p')[0]?.log.lines.map(({ text }) => text)).toEqual(['no such command']);
});

test('stopped, the controllers leave nothing running', async () => {
  const { program: app, contexts } = program();
  const rig = controllerRig({ programs: [app] });
  rig.create(podBody('p', { image: 'app' }));
  await rig.controllers.stop();
  expect(contexts[0]?.signal.aborted).toBe(true);
});
