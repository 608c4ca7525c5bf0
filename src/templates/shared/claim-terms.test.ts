import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { claimTerms, STORAGE_CLASS_ANNOTATION } from './claim-terms.ts';
import { volumeClaim } from './volume-claim.ts';

function live(size: string, storageClassName?: string, named = false): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'notes-data',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      annotations: named ? { [STORAGE_CLASS_ANNOTATION]: storageClassName ?? '' } : {},
    },
    spec: { resources: { requests: { storage: size } }, ...(storageClassName === undefined ? {} : { storageClassName }) },
  };
}

test('a new claim is as wished', () => {
  expect(claimTerms(undefined, { size: '10Gi' })).toEqual({ size: '10Gi', refusals: [] });
  expect(claimTerms(undefined, { size: '10Gi', storageClassName: 'fast' })).toEqual({
    size: '10Gi',
    storageClassName: 'fast',
    refusals: [],
  });
});

test('a claim grows, compared as amounts', () => {
  expect(claimTerms(live('1024Gi', 'standard'), { size: '2Ti' })).toEqual({ size: '2Ti', refusals: [] });
  expect(claimTerms(live('1024Gi', 'standard'), { size: '1Ti' })).toEqual({ size: '1Ti', refusals: [] });
});

test('a claim does not shrink: the live size is kept', () => {
  expect(claimTerms(live('1Ti', 'standard'), { size: '1000Gi' })).toEqual({
    size: '1Ti',
    refusals: [{ reason: 'StorageShrinkRefused', wanted: '1000Gi', live: '1Ti' }],
  });
});

test('a class that the cluster chose is never claimed as ours', () => {
  expect(claimTerms(live('1Gi', 'standard'), { size: '1Gi' })).toEqual({ size: '1Gi', refusals: [] });
  expect(claimTerms(live('1Gi', 'standard'), { size: '1Gi', storageClassName: 'standard' })).toEqual({ size: '1Gi', refusals: [] });
});

test('a class that we named stays named when the user drops or changes it', () => {
  const claim = live('1Gi', 'fast', true);
  expect(claimTerms(claim, { size: '1Gi' })).toEqual({ size: '1Gi', storageClassName: 'fast', refusals: [] });
  expect(claimTerms(claim, { size: '1Gi', storageClassName: 'slow' })).toEqual({
    size: '1Gi',
    storageClassName: 'fast',
    refusals: [{ reason: 'StorageClassChangeRefused', wanted: 'slow', live: 'fast' }],
  });
});

test('a claim without a class may be given one', () => {
  expect(claimTerms(live('1Gi'), { size: '1Gi', storageClassName: 'fast' })).toEqual({
    size: '1Gi',
    storageClassName: 'fast',
    refusals: [],
  });
});

test('the claim tells for later that its class was named', () => {
  const metadata = { name: 'notes-data', namespace: 'apps' };
  expect(volumeClaim(metadata, { size: '1Gi', refusals: [] })).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  const named = volumeClaim(metadata, { size: '1Gi', storageClassName: 'fast', refusals: [] });
  expect(named.metadata.annotations).toEqual({ [STORAGE_CLASS_ANNOTATION]: 'fast' });
  expect(named['spec']).toMatchObject({ storageClassName: 'fast' });
});
