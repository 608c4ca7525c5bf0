import { expect, test } from 'vitest';
import type { HasMetadata } from './owned-by.ts';
import { isClaimOf } from './is-claim-of.ts';
import { ownedBy } from './owned-by.ts';

/** Owners with `!` behind them are controllers. */
function object(name: string, ...owners: readonly string[]): HasMetadata {
  const ownerReferences = owners.map((text) => {
    const uid = text.replace('!', '');
    return { apiVersion: 'v1', kind: 'X', name: uid, uid, controller: text.endsWith('!') };
  });
  return { metadata: { name, namespace: 'n', uid: name, resourceVersion: '1', creationTimestamp: '', ownerReferences } };
}

const OBJECTS = [
  object('pod', 'set!'),
  object('set', 'main!'),
  object('shared', 'main!', 'other'),
  object('marked', 'main'),
  object('free'),
  object('a', 'b!'),
  object('b', 'a!'),
];

const found = (roots: readonly string[], by: Parameters<typeof ownedBy>[2]): readonly string[] =>
  ownedBy(roots, OBJECTS, by).map(({ one, parentUid }) => `${one.metadata.name} of ${parentUid}`);

test('by controller: what was made for the roots, whoever else owns it; a ring ends', () => {
  expect(found(['main'], 'controller')).toEqual(['set of main', 'shared of main', 'pod of set']);
});

test('by every owner: what the garbage collector takes along', () => {
  expect(found(['main'], 'everyOwner')).toEqual(['set of main', 'marked of main', 'pod of set']);
  expect(found(['main', 'other'], 'everyOwner')).toEqual(['set of main', 'shared of main', 'marked of main', 'pod of set']);
});

test.each([
  ['data-db-0', undefined, true],
  ['data-db-0', ['data'], true],
  ['data-db-0', ['logs'], false],
  ['data-db-x', undefined, false],
  ['data-dbs-0', undefined, false],
  ['db-0', undefined, false],
])('%s as a claim of the StatefulSet db with the templates %s: %s', (name, templates, expected) => {
  expect(isClaimOf(object(name), object('db'), templates)).toBe(expected);
});
