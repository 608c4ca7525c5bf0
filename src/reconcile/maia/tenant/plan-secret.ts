import { SECRET } from '../../../kernel/builtin-types.ts';
import { canonicalJson } from '../../../kernel/hash.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Step } from '../../engine/contract.ts';
import { tenantEffect } from './effect-types.ts';
import { entryAt, placeAt, type KeyContext } from './key-context.ts';
import { NO_KEY_PLAN, type KeyPlan } from './key-plan.ts';
import { REVOKING_SUFFIX, type KeyRecords } from './key-records.ts';
import { KEYS_FINALIZER, type PresentKeySecret } from './key-secret.ts';
import { revokeStep } from './revoke-step.ts';

type TenantStep = Step<MaiaTenantStatus>;

function dataKeys({ checksums, records }: PresentKeySecret): readonly string[] {
  return [...new Set([...Object.keys(checksums), ...Object.keys(records)])].toSorted();
}

/** Whether a data key holds a key of ours, or did: by its record, or in a Secret of ours by what the server lists. */
function isKey({ listed }: KeyContext, { checksums, isOurs, records }: PresentKeySecret, dataKey: string): boolean {
  if (records[dataKey] !== undefined) return true;
  return isOurs && (dataKey.endsWith(REVOKING_SUFFIX) || listed.has(checksums[dataKey] ?? ''));
}

function planDataKey(context: KeyContext, secret: PresentKeySecret, dataKey: string): KeyPlan {
  const revoked = (why: string): KeyPlan => ({
    ...NO_KEY_PLAN,
    steps: [revokeStep(context, secret, dataKey, { reason: 'KeyRevoked', why })],
  });
  if (secret.isGoing) return revoked('the Secret is being deleted');
  if (!dataKey.endsWith(REVOKING_SUFFIX)) return revoked(context.goesBecause);
  const entry = entryAt(context, secret.name, dataKey.slice(0, -REVOKING_SUFFIX.length));
  const until = Date.parse(secret.records[dataKey]?.revokeAfter ?? '');
  if (entry !== undefined && until > context.now) return { ...NO_KEY_PLAN, dueAt: [until] };
  return revoked(entry === undefined ? context.goesBecause : 'it is replaced');
}

/** The Secret of ours that holds nothing any more is let go, and removed where the spec does not name it. */
function farewell(context: KeyContext, secret: PresentKeySecret): readonly TenantStep[] {
  const from = { type: SECRET, namespace: context.namespace, name: secret.name };
  const isNamed = context.entries.some(({ secretRef }) => secretRef.name === secret.name);
  if (!secret.isOurs && !secret.isGoing) return [];
  if (isNamed && !secret.isGoing) return [];
  const isEmpty = Object.keys(secret.checksums).length === 0;
  const steps: TenantStep[] = [];
  if (secret.finalizers.includes(KEYS_FINALIZER)) steps.push({ do: 'release', optional: true, finalizer: KEYS_FINALIZER, from });
  if (isEmpty && secret.isOurs && !secret.isGoing) steps.push({ do: 'remove', optional: true, refs: [from], propagation: 'Background' });
  return steps;
}

/** What has to be done in one Secret beside the keys that the spec writes to it: what was replaced, removed from the spec or is going with it. */
export function planSecret(context: KeyContext, secret: PresentKeySecret): KeyPlan {
  const own = dataKeys(secret).filter((dataKey) => isKey(context, secret, dataKey));
  const stays = (dataKey: string): boolean => !secret.isGoing && entryAt(context, secret.name, dataKey) !== undefined;
  const plans = own.filter((dataKey) => !stays(dataKey)).map((dataKey) => planDataKey(context, secret, dataKey));
  return {
    steps: [...plans.flatMap(({ steps }) => steps), ...(own.length === 0 ? farewell(context, secret) : [])],
    problems: [],
    dueAt: plans.flatMap(({ dueAt }) => dueAt),
  };
}

/** The step that mends the notes on a Secret and its finalizer, where they are not as the keys in it ask for. */
export function mendNotes(context: KeyContext, secret: PresentKeySecret, noted: KeyRecords): readonly TenantStep[] {
  if (secret.isGoing || Object.keys(noted).length === 0) return [];
  const records = { ...secret.records, ...noted };
  const isHeld = !secret.isOurs || secret.finalizers.includes(KEYS_FINALIZER);
  if (isHeld && canonicalJson(records) === canonicalJson(secret.records)) return [];
  const { dataKey: _none, ...place } = placeAt(context, secret.name, secret, '', records);
  return [{ do: 'effect', optional: true, effect: tenantEffect('record-keys', { place }, secret.name) }];
}
