import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleObject } from '../../../test/support/sample-objects.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import { sha256 } from '../../kernel/hash.ts';
import { secretSummaryOf, summarisedSecret } from './secret-summary.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

test('a summary has presence, owner and the hash of the decoded bytes of each key', () => {
  const secret = sampleObject(
    SECRET,
    { namespace: 'ns', name: 's' },
    {
      metadata: {
        labels: { l: '1' },
        annotations: { a: '2', [LAST_APPLIED]: '{"stringData":{"key":"hunter2"}}' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: 'owner', controller: true }],
        managedFields: [],
      },
      type: 'Opaque',
      data: { key: Buffer.from('hunter2').toString('base64'), empty: '' },
    },
  );
  expect(secretSummaryOf(summarisedSecret(secret))).toEqual({
    namespace: 'ns',
    name: 's',
    uid: 'uid-s',
    resourceVersion: '1',
    labels: { l: '1' },
    annotations: { a: '2' },
    controllerUid: 'owner',
    checksums: { key: sha256('hunter2'), empty: sha256('') },
  });
});

test('a Secret without data has no checksums', () => {
  expect(secretSummaryOf(summarisedSecret(sampleObject(SECRET, { name: 's', namespace: 'ns' }))).checksums).toEqual({});
});

test('no value is anywhere in what is kept', () => {
  const value = fc.uint8Array({ minLength: 6, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value), (values) => {
      const encoded = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
      const secret = sampleObject(
        SECRET,
        { namespace: 'ns', name: 's' },
        {
          metadata: { annotations: { [LAST_APPLIED]: JSON.stringify({ data: encoded, stringData: values }) } },
          data: encoded,
          stringData: values,
        },
      );
      const kept = JSON.stringify(summarisedSecret(secret));
      for (const [key, text] of Object.entries(values)) {
        expect(kept).not.toContain(text);
        expect(kept).not.toContain(encoded[key]);
      }
    }),
  );
});

test('planners see what holds a Secret and whether it is being deleted', () => {
  const metadata = { finalizers: ['a/b'], deletionTimestamp: '2026-01-01T00:00:00Z' };
  const going = summarisedSecret(sampleObject(SECRET, { namespace: 'ns', name: 's' }, { metadata }));
  expect(secretSummaryOf(going)).toMatchObject(metadata);
});
