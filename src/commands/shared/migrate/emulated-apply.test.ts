import { expect, test } from 'vitest';
import { emulatedApply } from './emulated-apply.ts';

const theirs = {
  'f:spec': {
    'f:ports': {
      '.': {},
      'k:{"port":8000,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {} },
      'k:{"port":9090,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {} },
    },
    'f:selector': {},
    'f:type': {},
  },
};
const live = {
  kind: 'Service',
  spec: {
    clusterIP: '10.0.0.1',
    type: 'ClusterIP',
    selector: { app: 'old', tier: 'x' },
    ports: [
      { name: 'http', port: 8000, protocol: 'TCP' },
      { name: 'grpc', port: 9090, protocol: 'TCP' },
    ],
  },
};

test('a port of theirs goes and one of ours comes in one step, entries that both name are merged, whole maps replaced', () => {
  const manifest = {
    kind: 'Service',
    spec: {
      selector: { app: 'new' },
      ports: [
        { name: 'http', port: 80 },
        { name: 'metrics', port: 9090 },
      ],
    },
  };
  expect(emulatedApply(live, manifest, theirs, [])).toEqual({
    kind: 'Service',
    spec: {
      clusterIP: '10.0.0.1',
      selector: { app: 'new' },
      ports: [
        // The server fills in the protocol again.
        { name: 'metrics', port: 9090 },
        { name: 'http', port: 80 },
      ],
    },
  });
});

test('what somebody else has too stays', () => {
  const others = [
    { 'f:spec': { 'f:type': {}, 'f:ports': { 'k:{"port":8000,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } } } },
  ];
  const after = emulatedApply(live, { kind: 'Service', spec: { selector: { app: 'new' } } }, theirs, others) as typeof live;
  expect([after.spec.type, after.spec.ports.map(({ port }) => port)]).toEqual(['ClusterIP', [8000]]);
});
