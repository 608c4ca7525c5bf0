import { expect, test } from 'vitest';
import { allKinds } from '../../kinds/all-kinds.ts';
import { KIND_IDENTITIES } from './kind-identities.ts';
import { identityOf } from './kind-identity.ts';

test('the table says what the kind definitions say (else: npm run generate:identities)', () => {
  expect(KIND_IDENTITIES).toEqual(allKinds.map(identityOf));
});
