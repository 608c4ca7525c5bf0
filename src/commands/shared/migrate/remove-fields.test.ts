import { expect, test } from 'vitest';
import { removeFields } from './remove-fields.ts';

const object = {
  metadata: { name: 'web', labels: { ours: '1', theirs: '2' } },
  spec: {
    replicas: 3,
    strategy: { type: 'Recreate' },
    ports: [
      { port: 80, protocol: 'TCP', name: 'http' },
      { port: 8000, protocol: 'TCP', name: 'old' },
    ],
    finalizers: ['a', 'b'],
    args: ['x', 'y'],
  },
};

test('what only the one manager has goes, with what is below it', () => {
  const theirs = {
    'f:metadata': { 'f:labels': { '.': {}, 'f:theirs': {} } },
    'f:spec': {
      'f:strategy': { 'f:type': {} },
      'f:ports': { 'k:{"port":8000,"protocol":"TCP"}': { '.': {}, 'f:port': {} } },
      'f:finalizers': { 'v:"b"': {} },
      'f:args': {},
    },
  };
  const ours = {
    'f:metadata': { 'f:labels': { '.': {}, 'f:ours': {} } },
    'f:spec': { 'f:replicas': {}, 'f:ports': {}, 'f:finalizers': {} },
  };
  expect(removeFields(object, theirs, [ours])).toEqual({
    metadata: { name: 'web', labels: { ours: '1' } },
    spec: { replicas: 3, ports: [object.spec.ports[0]], finalizers: ['a'] },
  });
});

test('what somebody else has too stays, down to the field', () => {
  const theirs = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } }, 'f:args': {} } };
  const ours = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } }, 'f:args': {} } };
  const { spec } = removeFields(object, theirs, [ours]) as typeof object;
  expect(spec.ports).toEqual([{ port: 80, protocol: 'TCP' }, object.spec.ports[1]]);
  expect(spec.args).toEqual(['x', 'y']);
});

test('an entry of a list that was only written into stays, without that field', () => {
  const theirs = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:name': {} } } } };
  const { spec } = removeFields(object, theirs, [{ 'f:spec': { 'f:ports': {} } }]) as typeof object;
  expect(spec.ports[0]).toEqual({ port: 80, protocol: 'TCP' });
});
