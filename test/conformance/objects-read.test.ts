import { beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { configMap, objectsScene } from './support/objects-scene.ts';
import { widgetType } from './support/objects-widgets.ts';

describeCluster('reading one object', (plane) => {
  const scene = objectsScene(plane, 'objects-read');
  const widgets = widgetType(scene);
  const at = (query: string): string => `${scene.configMaps}/a?${query}`;
  const text = (version: string, why: string): string =>
    `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": ${why}`;

  beforeAll(async () => {
    await scene.object(201, 'POST', scene.configMaps, configMap('a'));
  });

  test.each(['0', '1', ''])('at version %j or later', async (version) => {
    const { metadata } = await scene.object(200, 'GET', at(`resourceVersion=${version}`));
    expect(metadata.name).toBe('a');
  });

  test.each([
    ['abc', 'invalid syntax'],
    ['-1', 'invalid syntax'],
    ['1.5', 'invalid syntax'],
    ['9999999999999999999999', 'value out of range'],
  ])('at a version that is no number: %s', async (version, why) => {
    expect(await scene.failure('GET', at(`resourceVersion=${version}`))).toEqual({ code: 500, message: text(version, why) });
  });

  test('a version is read before the object is looked for, of custom resources too', async () => {
    const malformed = { code: 500, message: text('x', 'invalid syntax') };
    expect(await scene.failure('GET', `${scene.configMaps}/none?resourceVersion=x`)).toEqual(malformed);
    expect(await scene.failure('GET', `${widgets.path()}/none?resourceVersion=x`)).toEqual(malformed);
    expect(await scene.failure('GET', `${widgets.path()}/none/status?resourceVersion=x`)).toEqual(malformed);
  });

  test('at a version that does not exist yet', async () => {
    expect(await scene.failure('GET', at('resourceVersion=999999999999'))).toMatchObject({
      code: 504,
      reason: 'Timeout',
      message: expect.stringMatching(/^Timeout: Too large resource version: 999999999999, current: \d+$/) as string,
      details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds: 1 },
    });
  });

  test('export is no longer there', async () => {
    expect(await scene.failure('GET', at('export=true'))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'the export parameter, deprecated since v1.14, is no longer supported',
    });
    await scene.object(200, 'GET', at('export=false'));
  });
});
