import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';
import { configMap, objectsScene, type SeenFailure } from './support/objects-scene.ts';

const FUTURE = '999999999';

describeCluster('versions of lists', (plane) => {
  const scene = objectsScene(plane, 'versions');
  const at = (query: Readonly<Record<string, string>>): string => `${scene.configMaps}?${String(new URLSearchParams(query))}`;
  const names = async (query: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await scene.list(at({ ...query, labelSelector: 'set' }))).items.map(({ metadata }) => metadata.name);
  const failure = (query: Readonly<Record<string, string>>): Promise<SeenFailure> => scene.failure('GET', at(query));
  const make = async (name: string): Promise<string> =>
    (await scene.object(201, 'POST', scene.configMaps, configMap(name, { labels: { set: 'yes' } }))).metadata.resourceVersion;
  const forbidden = (why: string): object => ({
    code: 422,
    reason: 'Invalid',
    message: `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`,
    details: {
      group: 'meta.k8s.io',
      kind: 'ListOptions',
      causes: [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'resourceVersionMatch' }],
    },
  });

  test('exactly as it was', async () => {
    await make('a');
    const version = await make('b');
    await make('c');
    await scene.object(200, 'DELETE', `${scene.configMaps}/a`);
    const exact = { resourceVersion: version, resourceVersionMatch: 'Exact' };
    expect(await names(exact)).toEqual(['a', 'b']);
    expect((await scene.list(at(exact))).metadata.resourceVersion).toBe(version);
    expect(await names({ ...exact, limit: '1' })).toEqual(['a']);
    expect(await names({ resourceVersion: version, resourceVersionMatch: 'NotOlderThan' })).toEqual(['b', 'c']);
    expect(await names({ resourceVersion: version })).toEqual(['b', 'c']);
    expect(await names({})).toEqual(['b', 'c']);
  });

  test('a limit makes a version exact, but not version 0', async () => {
    const version = await make('l1');
    await make('l0');
    const list = await scene.list(at({ resourceVersion: version, limit: '100' }));
    expect(list.metadata.resourceVersion).toBe(version);
    expect(list.items.map(({ metadata }) => metadata.name)).not.toContain('l0');
    const whole = await scene.list(at({ resourceVersion: '0', limit: '1' }));
    expect(whole.items.length).toBeGreaterThan(1);
  });

  test('a version that is forgotten', async ({ skip }) => {
    const { status } = await scene.send('GET', at({ resourceVersion: '1', resourceVersionMatch: 'Exact' }));
    if (status !== 410 && sandboxPlane() === undefined) skip('this server is too young to have compacted anything (5 minutes)');
    expect(await failure({ resourceVersion: '1', resourceVersionMatch: 'Exact' })).toEqual({
      code: 410,
      reason: 'Expired',
      message: 'The resourceVersion for the provided list is too old.',
    });
  });

  test.each([{}, { resourceVersionMatch: 'Exact' }, { resourceVersionMatch: 'NotOlderThan' }])('a version to come %j', async (match) => {
    const { message, ...rest } = await failure({ resourceVersion: FUTURE, ...match });
    expect(message).toMatch(/^Timeout: Too large resource version: 999999999, current: \d+$/);
    expect(rest).toEqual({
      code: 504,
      reason: 'Timeout',
      details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    });
  });

  test.each(['abc', '-1'])('version %j is no number', async (resourceVersion) => {
    expect(await failure({ resourceVersion })).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: `invalid resource version: resourceVersion: Invalid value: "${resourceVersion}": strconv.ParseUint: parsing "${resourceVersion}": invalid syntax`,
    });
  });

  test('a match without a version', async () => {
    expect(await failure({ resourceVersionMatch: 'Exact' })).toEqual(
      forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided'),
    );
  });

  test('exactly version 0', async () => {
    expect(await failure({ resourceVersion: '0', resourceVersionMatch: 'Exact' })).toEqual(
      forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    );
  });

  test('a match that is none', async () => {
    expect(await failure({ resourceVersion: '5', resourceVersionMatch: 'Foo' })).toMatchObject({
      code: 422,
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""',
      details: { causes: [{ reason: 'FieldValueNotSupported', field: 'resourceVersionMatch' }] },
    });
  });
});
