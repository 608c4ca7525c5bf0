import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts';
import { scriptedApi } from '../../../../test/support/scripted-api.ts';
import { feed } from '../../../../test/support/wait-scene.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import type { WatchEvent } from '../../../cluster/kube-api.ts';
import { CONFIG_MAP } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { followChanges } from './follow-changes.ts';

function map(name: string, version: number, uid = name): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'n', uid, resourceVersion: String(version), creationTimestamp: '2026-01-01T00:00:00Z' },
  };
}

function event(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): WatchEvent {
  return { type, object };
}

const listed = (version: number): WatchEvent => ({ type: 'BOOKMARK', resourceVersion: String(version), initialEventsEnd: true });

interface Following {
  readonly source: ReturnType<typeof feed>;
  readonly clock: FakeClock;
  readonly seen: string[];
  readonly troubles: string[];
  readonly done: Promise<void>;
  stop(): void;
}

function follow(known: readonly KubeObject[], where?: (object: KubeObject) => boolean): Following {
  const source = feed();
  const clock = fakeClock();
  const seen: string[] = [];
  const troubles: string[] = [];
  const control = new AbortController();
  const { api } = scriptedApi({ watch: (call) => source.watch(call), list: { items: [], resourceVersion: '1' } });
  const done = followChanges(
    {
      api,
      type: CONFIG_MAP,
      namespace: 'n',
      known,
      where,
      clock,
      random: () => 0,
      onChange: ({ type, object }) => void seen.push(`${type} ${object.metadata.name} ${object.metadata.resourceVersion}`),
      onTrouble: (error) => void troubles.push(error instanceof Error ? error.message : ''),
    },
    control.signal,
  );
  return { source, clock, seen, troubles, done, stop: () => control.abort() };
}

test('only what differs from what was read is a change', async () => {
  const { source, clock, seen, done, stop } = follow([map('same', 5), map('changed', 5), map('gone', 5)]);
  source.send(event('ADDED', map('same', 5)), event('ADDED', map('changed', 7)), event('ADDED', map('new', 8)), listed(9));
  await clock.advanceAsync(0);
  expect(seen).toEqual(['MODIFIED changed 7', 'ADDED new 8', 'DELETED gone 5']);
  source.send(event('MODIFIED', map('new', 10)), event('DELETED', map('new', 11)));
  await clock.advanceAsync(0);
  expect(seen.slice(3)).toEqual(['MODIFIED new 10', 'DELETED new 10']);
  stop();
  await done;
});

test('a cut watch goes on, a dropped version is listed again, and a loss is told once', async () => {
  const { source, clock, seen, troubles, done, stop } = follow([map('a', 5)]);
  source.send(event('ADDED', map('a', 5)), listed(9), 'end', event('MODIFIED', map('a', 10)));
  await clock.advanceAsync(10_000);
  expect(seen).toEqual(['MODIFIED a 10']);
  source.send(new ApiError({ reason: 'Expired', code: 410, message: 'too old' }), event('ADDED', map('b', 20)), listed(21));
  await clock.advanceAsync(10_000);
  expect(seen.slice(1)).toEqual(['ADDED b 20', 'DELETED a 10']);
  expect(troubles).toEqual([]);
  const lost = new ApiError({ reason: 'Unreachable', message: 'connection refused' });
  source.send(lost, lost, event('MODIFIED', map('b', 30)));
  await clock.advanceAsync(60_000);
  expect(seen.slice(3)).toEqual(['MODIFIED b 30']);
  expect(troubles).toEqual(['connection refused']);
  stop();
  await done;
});

test('a refusal ends it', async () => {
  const { source, done } = follow([]);
  const refusal = new ApiError({ reason: 'Forbidden', code: 403, message: 'no' });
  source.send(refusal);
  await expect(done).rejects.toBe(refusal);
});

test('with a condition, an object comes when it begins to hold and goes when it no longer does', async () => {
  const { source, clock, seen, done, stop } = follow([map('even', 4)], ({ metadata }) => Number(metadata.resourceVersion) % 2 === 0);
  source.send(event('ADDED', map('even', 4)), event('ADDED', map('odd', 5)), listed(6));
  await clock.advanceAsync(0);
  expect(seen).toEqual([]);
  source.send(event('MODIFIED', map('odd', 8)), event('MODIFIED', map('even', 9)), event('MODIFIED', map('odd', 10)));
  await clock.advanceAsync(0);
  expect(seen).toEqual(['ADDED odd 8', 'DELETED even 9', 'MODIFIED odd 10']);
  source.send(event('DELETED', map('even', 11)), event('DELETED', map('odd', 12)));
  await clock.advanceAsync(0);
  expect(seen.slice(3)).toEqual(['DELETED odd 10']);
  stop();
  await done;
});
