import { expect, test } from 'vitest';
import { marieCluster } from '../../../../kinds/marie/marie-cluster.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { buildSpec } from '../../../shared/create/build-spec.ts';
import { CLUSTER_FLAGS } from './cluster-flags.ts';

function specOf(flags: Readonly<Record<string, unknown>>): unknown {
  return buildSpec(marieCluster, CLUSTER_FLAGS, { name: 'docs', flags, set: [] });
}

const image = (name: string): object => ({ template: { spec: { containers: [{ image: name }] } } });

test('groups alone make a whole cluster; the version is the tag of images without one', () => {
  expect(specOf({ group: ['ocr:2'], version: '4.0.0' })).toMatchObject({
    marieVersion: '4.0.0',
    serverSpec: image('marieai/marie'),
    executorGroupSpecs: [{ groupName: 'ocr', replicas: 2, ...image('marieai/marie') }],
  });
});

test('an image of the server wins, wherever it is written', () => {
  expect(specOf({ 'server-image': 'own:1', group: ['ocr'], version: '4.0.0' })).toMatchObject({ serverSpec: image('own:1') });
});

test.each([[['ocr:x']], [['ocr:1:tpu']], [[':1']], [['ocr:1:gpu:more']], [['ocr:4-']], [['ocr:4-1']]])('%j is refused', (group) => {
  expect(() => specOf({ group })).toThrow(CliError);
});
