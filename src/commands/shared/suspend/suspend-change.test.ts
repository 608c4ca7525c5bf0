import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { parseUntil } from './parse-until.ts';
import { suspendChange } from './suspend-change.ts';
import type { SuspendRequest } from './suspend-change.ts';

function kind(name: string): KindIdentity {
  const found = KIND_IDENTITIES.find((candidate) => candidate.kind === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function object(spec: unknown, annotations?: Readonly<Record<string, string>>): KubeObject {
  const metadata = {
    name: 'one',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(annotations && { annotations }),
  };
  return { apiVersion: 'a/v1', kind: 'A', metadata, spec };
}

const SUSPEND: SuspendRequest = { suspend: true, reason: undefined, until: undefined, group: undefined };
const RESUME: SuspendRequest = { ...SUSPEND, suspend: false };
const change = (name: string, request: Partial<SuspendRequest>, live: KubeObject): unknown =>
  suspendChange(kind(name), { ...SUSPEND, ...request }).decide(live);

test('a switch that stands as wished is left alone, and absence is off', () => {
  expect(change('MarieJob', {}, object({}))).toEqual({ spec: { suspend: true } });
  expect(change('MarieJob', {}, object({ suspend: true }))).toBeUndefined();
  expect(change('MarieJob', RESUME, object({ suspend: true }))).toEqual({ spec: { suspend: false } });
  expect(change('MarieJob', RESUME, object({}))).toBeUndefined();
  expect(change('MarieJob', RESUME, object({ suspend: false }))).toBeUndefined();
});

test('reason and end go into annotations, the reason also where the kind has a field for it', () => {
  const told = { reason: 'why', until: '2030-01-01T00:00:00Z' };
  const annotations = { 'aistack.dev/reason': 'why', 'aistack.dev/until': '2030-01-01T00:00:00Z' };
  expect(change('MaiaTenant', told, object({}))).toEqual({ spec: { suspended: true, suspendReason: 'why' }, metadata: { annotations } });
  const suspended = object({ suspended: true, suspendReason: 'why' }, annotations);
  expect(change('MaiaTenant', told, suspended)).toBeUndefined();
  expect(change('MaiaTenant', {}, suspended)).toBeUndefined();
  expect(change('MaiaTenant', { reason: 'else' }, suspended)).toEqual({
    spec: { suspendReason: 'else' },
    metadata: { annotations: { 'aistack.dev/reason': 'else' } },
  });
  expect(change('MaiaTenant', RESUME, suspended)).toEqual({
    spec: { suspended: false, suspendReason: null },
    metadata: { annotations: { 'aistack.dev/reason': null, 'aistack.dev/until': null } },
  });
});

test('an annotation that is the switch leaves the spec alone', () => {
  const on = { 'neurallog.io/suspended': 'true' };
  expect(change('Tenant', {}, object({}))).toEqual({ metadata: { annotations: on } });
  expect(change('Tenant', {}, object({}, on))).toBeUndefined();
  expect(change('Tenant', {}, object({}, { 'neurallog.io/suspended': 'false' }))).toEqual({ metadata: { annotations: on } });
  expect(change('Tenant', RESUME, object({}, on))).toEqual({ metadata: { annotations: { 'neurallog.io/suspended': null } } });
});

test('a group is switched without a word about the whole object', () => {
  const live = object({ executorGroupSpecs: [{ groupName: 'a' }, { groupName: 'b', suspend: true }] });
  expect(change('MarieCluster', { group: 'a', reason: 'why' }, live)).toEqual({
    spec: {
      executorGroupSpecs: [
        { groupName: 'a', suspend: true },
        { groupName: 'b', suspend: true },
      ],
    },
  });
  expect(change('MarieCluster', { group: 'b' }, live)).toBeUndefined();
});

test('--until is a span or an instant in the future', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(parseUntil('2h', now)).toBe('2026-01-01T02:00:00Z');
  expect(parseUntil('2026-02-01T00:00:00+01:00', now)).toBe('2026-01-31T23:00:00Z');
  for (const text of ['0s', '-1h', '2025-01-01T00:00:00Z', 'tomorrow', '2026-13-01T00:00:00Z', '']) {
    expect(() => parseUntil(text, now)).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  }
});
