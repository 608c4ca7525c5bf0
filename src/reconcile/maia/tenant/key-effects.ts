import { SECRET } from '../../../kernel/builtin-types.ts';
import { timestamp } from '../../../kernel/clock.ts';
import { sha256 } from '../../../kernel/hash.ts';
import { describeRef } from '../../../kernel/kube-object.ts';
import type { EffectContext, EffectHandler, Store } from '../../engine/contract.ts';
import type { AdminApi, ServerKey } from '../admin-api.ts';
import { adminCall, EFFECT_TIMEOUT_MS } from './admin-call.ts';
import { EffectError } from './effect-error.ts';
import { inputOf, type IssueKeyInput, type KeyPlace, type TenantEffectType } from './effect-types.ts';
import { keyRecordsAnnotation, REVOKING_SUFFIX, type KeyRecords } from './key-records.ts';

function storeAt(place: Omit<KeyPlace, 'dataKey'>, data: Readonly<Record<string, Uint8Array | null>>, records: KeyRecords): Store {
  const { finalizers, labels, namespace, resourceVersion, secret } = place;
  return {
    into: 'secret',
    key: { namespace, name: secret },
    data,
    annotations: keyRecordsAnnotation(records),
    ...(labels === undefined ? {} : { labels }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** The value at a place, if it is still the one that was planned for. */
async function valueAt({ dataKey, namespace, secret }: KeyPlace, hash: string, context: EffectContext): Promise<Uint8Array | undefined> {
  const value = await context.readSecret({ namespace, name: secret }, dataKey);
  if (value === undefined || sha256(value) === hash) return value;
  throw new EffectError('Stale', describeRef({ type: SECRET, namespace, name: secret }));
}

/** The end of a grace counts from the new key's own creation, by the server's clock: an operator that was away does not shorten it. */
function graceEnd({ created_at: createdAt = '' }: ServerKey, { rotatedAt = '' }: IssueKeyInput, graceSeconds: number): string | undefined {
  const from = [createdAt, rotatedAt].map((text) => Date.parse(text)).find((moment) => !Number.isNaN(moment));
  return graceSeconds === 0 || from === undefined ? undefined : timestamp(from + graceSeconds * 1_000);
}

function recordsAfter(input: IssueKeyInput, made: ServerKey, hash: string): KeyRecords {
  const { key, place, replaces, rotatedAt } = input;
  const record = { name: key.name, sha256: hash, scopes: key.scopes, ...(rotatedAt === undefined ? {} : { rotatedAt }) };
  const records = { ...place.records, [place.dataKey]: record };
  if (replaces === undefined) return records;
  const revokeAfter = graceEnd(made, input, replaces.graceSeconds);
  return {
    ...records,
    [`${place.dataKey}${REVOKING_SUFFIX}`]: { ...replaces.record, ...(revokeAfter === undefined ? {} : { revokeAfter }) },
  };
}

/**
 * Makes a key and writes it. The server tells the value once and lists only its hash, so a lost answer cannot be found again; what cannot be
 * written is revoked at once. One patch writes the new value and moves the old one aside: at no moment is a value that must still be revoked
 * nowhere.
 */
function issueKey(admin: AdminApi): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, context) => {
      const input = inputOf('issue-key', json);
      const { key, place, replaces, server, tenantId } = input;
      const old = replaces === undefined ? undefined : await valueAt(place, replaces.record.sha256, context);
      if (replaces !== undefined && old === undefined) throw new EffectError('Stale', `Secret/${place.namespace}/${place.secret}`);
      const made = await adminCall(admin.createKey(server, tenantId, key, context.signal));
      const value = Buffer.from(made.raw);
      const data = { [place.dataKey]: value, ...(old === undefined ? {} : { [`${place.dataKey}${REVOKING_SUFFIX}`]: old }) };
      const where = `key ${place.dataKey} of Secret ${place.secret}`;
      const message = `API key ${key.name} is ${old === undefined ? 'made' : 'replaced'}: it is in ${where}`;
      return {
        stores: [storeAt(place, data, recordsAfter(input, made.key, sha256(value)))],
        events: [{ type: 'Normal', reason: old === undefined ? 'KeyIssued' : 'KeyReplaced', message }],
        undo: async (late) => admin.revokeKey(server, made.raw, late),
      };
    },
  };
}

/** Revoking twice is once. The value is dropped only after: until then it can be revoked by whoever comes next. */
function revokeKey(admin: AdminApi): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, context) => {
      const { event, place, server, sha256: hash } = inputOf('revoke-key', json);
      if (server !== undefined && hash !== undefined) {
        const value = await valueAt(place, hash, context);
        if (value !== undefined) await adminCall(admin.revokeKey(server, Buffer.from(value).toString(), context.signal));
      }
      return { stores: [storeAt(place, { [place.dataKey]: null }, place.records)], events: [{ type: 'Normal', ...event }] };
    },
  };
}

const recordKeys: EffectHandler = {
  timeoutMs: EFFECT_TIMEOUT_MS,
  run: (json) => {
    const { place } = inputOf('record-keys', json);
    return Promise.resolve({ stores: [storeAt(place, {}, place.records)] });
  },
};

/** The handlers of what is done to the keys of a tenant. */
export function keyEffects(admin: AdminApi): Readonly<Partial<Record<TenantEffectType, EffectHandler>>> {
  return { 'issue-key': issueKey(admin), 'revoke-key': revokeKey(admin), 'record-keys': recordKeys };
}
