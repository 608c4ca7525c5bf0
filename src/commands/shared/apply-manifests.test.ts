import { expect, test } from 'vitest';
import { scriptedSession } from '../../../test/support/scripted-session.ts';
import { ApiError } from '../../cluster/api-error.ts';
import { CONFIG_MAP, NAMESPACE } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ApplyManifestsOptions, ApplyOutcome } from './apply-manifests.ts';
import { applyManifests } from './apply-manifests.ts';
import { parseManifests } from './read-manifests.ts';

const NOT_FOUND = new ApiError({ reason: 'NotFound', message: 'configmaps "x" not found', code: 404 });
const DOWN = new ApiError({ reason: 'Unreachable', message: 'connect ECONNREFUSED', networkCode: 'ECONNREFUSED' });

function map(name: string, version = '1'): KubeObject {
  const metadata = { name, namespace: 'team', uid: `u-${name}`, resourceVersion: version, creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

const documents = (...names: readonly string[]): ReturnType<typeof parseManifests> =>
  parseManifests(names.map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`).join('---\n'), 'maps.yaml');

function options(more: Partial<ApplyManifestsOptions> = {}): ApplyManifestsOptions {
  return {
    fieldManager: () => 'maia-cli',
    force: false,
    dryRun: 'none',
    onlyNamespace: undefined,
    now: () => Date.UTC(2026, 0, 1, 3),
    signal: new AbortController().signal,
    onOutcome: () => undefined,
    record: async () => undefined,
    ...more,
  };
}

const said = (outcomes: readonly ApplyOutcome[]): readonly string[] =>
  outcomes.map((outcome) => ('error' in outcome ? `${outcome.error.exit} ${outcome.error.message}` : outcome.applied.result));

test('once the server is out of reach nothing more is tried', async () => {
  const { session, lines } = scriptedSession({ get: NOT_FOUND, apply: [{ object: map('a'), created: true }, DOWN] }, [CONFIG_MAP]);
  const outcomes = await applyManifests(session, documents('a', 'b', 'c'), options());
  expect(said(outcomes)).toEqual([
    'created',
    '8 unable to connect to the server the API server',
    '8 configmap/c was not applied: the server is out of reach',
  ]);
  expect(lines()).toEqual(['get configmaps team/a', 'apply configmaps team/a', 'get configmaps team/b', 'apply configmaps team/b']);
});

test('an interruption ends it; it is no outcome', async () => {
  const end = new AbortController();
  const { session } = scriptedSession(
    {
      get: NOT_FOUND,
      apply: () => {
        end.abort(new Error('stopped'));
        throw DOWN;
      },
    },
    [CONFIG_MAP],
  );
  await expect(applyManifests(session, documents('a', 'b'), options({ signal: end.signal }))).rejects.toMatchObject({ exit: 8 });
});

test('what an earlier command of this program wrote is taken over, in the version that was looked at', async () => {
  const causes = [{ field: '.data.a', reason: 'FieldManagerConflict', message: 'conflict with "aistack-cli" using v1' }];
  const clash = new ApiError({ reason: 'Conflict', message: 'Apply failed with 1 conflict', code: 409, causes });
  const { session, calls } = scriptedSession({ get: map('a', '7'), apply: [clash, { object: map('a', '8'), created: false }] }, [
    CONFIG_MAP,
  ]);
  await applyManifests(session, documents('a'), options());
  const [, first, second] = calls;
  expect(first).toMatchObject({ options: { force: false, fieldManager: 'maia-cli' } });
  expect(second).toMatchObject({ options: { force: true, fieldManager: 'maia-cli' }, body: { metadata: { resourceVersion: '7' } } });
});

test('somebody else’s field is a conflict that names field, manager and time', async () => {
  const causes = [
    {
      field: '.spec.replicas',
      reason: 'FieldManagerConflict',
      message: 'conflict with "hpa-controller" with subresource "scale" using autoscaling/v2',
    },
    { field: '.data.a', reason: 'FieldManagerConflict', message: 'conflict with "argo"' },
  ];
  const clash = new ApiError({ reason: 'Conflict', message: 'Apply failed with 2 conflicts', code: 409, causes });
  const live = map('a');
  const managedFields = [{ manager: 'hpa-controller', operation: 'Update', time: '2026-01-01T00:00:00Z', subresource: 'scale' }];
  const get = { ...live, metadata: { ...live.metadata, managedFields } };
  const { session } = scriptedSession({ get, apply: clash }, [CONFIG_MAP]);
  const [outcome] = await applyManifests(session, documents('a'), options());
  expect(outcome).toMatchObject({
    error: {
      exit: 6,
      why: 'field .spec.replicas is managed by "hpa-controller" (Update, 3h ago); field .data.a is managed by "argo" (Apply)',
      fix: 'change it there, or take the fields over with --force-conflicts',
    },
  });
});

test('namespaces go first; a write that changes nothing but bookkeeping is unchanged', async () => {
  const { session, lines } = scriptedSession(
    {
      get: ({ resource }) => (resource === 'namespaces' ? Promise.reject(NOT_FOUND) : Promise.resolve(map('a', '7'))),
      apply: ({ resource }) => ({ object: map('a', '9'), created: resource === 'namespaces' }),
    },
    [CONFIG_MAP, NAMESPACE],
  );
  const space = parseManifests('apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n', 'space.yaml');
  expect(said(await applyManifests(session, [...documents('a'), ...space], options()))).toEqual(['created', 'unchanged']);
  expect(lines().filter((line) => line.startsWith('apply'))).toEqual(['apply namespaces team', 'apply configmaps team/a']);
});

test('values of a Secret that do not fit are not quoted', async () => {
  const message = 'failed to create typed patch object (team/s; /v1, Kind=Secret): .data.a: expected string, got &value{hunter2}';
  const refused = new ApiError({ reason: 'InternalError', message, code: 500 });
  const type = { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' } as const;
  const { session } = scriptedSession({ get: NOT_FOUND, apply: refused }, [type]);
  const secret = parseManifests('apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: {b: hunter2}}\n', 's.yaml');
  const [outcome] = await applyManifests(session, secret, options());
  expect(outcome).toMatchObject({
    error: { exit: 2, message: 'Secret s in namespace team is not valid', why: '.data.a: expected string' },
  });
});
