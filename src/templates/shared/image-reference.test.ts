import { expect, test } from 'vitest';
import { imageReference, imageVersion } from './image-reference.ts';

test.each([
  ['maia', 'latest', 'maia:latest', 'latest'],
  ['localhost:5000/maia', 'v1.0.0', 'localhost:5000/maia:v1.0.0', 'v1.0.0'],
  ['ghcr.io/x/maia', 'sha256:0f', 'ghcr.io/x/maia@sha256:0f', 'sha256:0f'],
  ['ghcr.io/x/maia@sha256:0f', 'latest', 'ghcr.io/x/maia@sha256:0f', 'sha256:0f'],
])('%s and %s', (repository, tag, reference, version) => {
  expect(imageReference({ repository, tag })).toBe(reference);
  expect(imageVersion(reference)).toBe(version);
});

test('an image without tag is latest, a registry port is no tag', () => {
  expect(imageVersion('localhost:5000/maia')).toBe('latest');
});
