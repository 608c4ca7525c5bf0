import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ClusterReader, Listed } from '../describe-object/cluster-reader.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { Session } from '../session.ts';
import { listEvents } from './list-events.ts';
import { eventsAround } from './read-events.ts';

function object(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'X', metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '' } };
}

/** A reader for whom the named namespaces' events can be listed; `names`: the namespaces, where they may be listed. */
function reader(allowed: readonly string[], names?: readonly string[]): ClusterReader {
  const list = async (type: { kind: string }, scope: { namespace?: string | undefined } = {}): Promise<Listed> => {
    await Promise.resolve();
    const refused = { state: 'unknown', why: 'no', error: new Error(`refused ${type.kind} ${scope.namespace ?? 'all'}`) } as const;
    if (type.kind === 'Namespace') return names === undefined ? refused : { state: 'read', objects: names.map(object) };
    const { namespace } = scope;
    return namespace !== undefined && allowed.includes(namespace) ? { state: 'read', objects: [object(`in-${namespace}`)] } : refused;
  };
  return { list, get: () => Promise.resolve({ state: 'absent' }), refused: () => [] };
}

const told = async (allowed: readonly string[], namespaces: readonly string[] | undefined, names?: readonly string[]): Promise<unknown> => {
  const { events, ...rest } = await listEvents(reader(allowed, names), namespaces, 'home');
  return { ...rest, events: events.map(({ metadata }) => metadata.name) };
};

test('what may be read is read, and the rest is named', async () => {
  expect(await told(['a', 'default'], ['a', 'default'])).toEqual({
    events: ['in-a', 'in-default'],
    namespaces: ['a', 'default'],
    leftOut: [],
  });
  expect(await told(['a'], ['a', 'default'])).toEqual({ events: ['in-a'], namespaces: ['a'], leftOut: ['events in namespace default'] });
});

test('all namespaces refused at once are asked for one by one', async () => {
  expect(await told(['b'], undefined, ['a', 'b', 'c'])).toEqual({
    events: ['in-b'],
    namespaces: ['b'],
    leftOut: ['events in 2 of 3 namespaces'],
  });
  expect(await told(['home'], undefined)).toEqual({
    events: ['in-home'],
    namespaces: ['home'],
    leftOut: ['events outside namespace home'],
  });
});

test('where nothing may be read, the first refusal is the error', async () => {
  await expect(told([], ['a', 'default'])).rejects.toThrow('refused Event a');
  await expect(told([], undefined, ['a'])).rejects.toThrow('refused Event all');
});

test.each([
  [true, ['events in namespace default']],
  [false, []],
])('events of cluster-scoped objects are only missed where such objects can be: %s', async (served, leftOut) => {
  const session = { namespace: 'home', discovery: { serves: () => Promise.resolve(served) } } as unknown as Session;
  expect((await eventsAround(session, reader(['a']), KIND_IDENTITIES, 'a')).leftOut).toEqual(leftOut);
});

test('an own namespace that may not be read is always missed', async () => {
  const session = { namespace: 'home', discovery: { serves: () => Promise.resolve(false) } } as unknown as Session;
  expect((await eventsAround(session, reader(['default']), KIND_IDENTITIES, 'a')).leftOut).toEqual(['events in namespace a']);
});
