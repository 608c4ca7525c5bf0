import { describeRef } from '../../../kernel/kube-object.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import type { ServerKey, ServerKeyInput } from '../admin-api.ts';
import { tenantEffect, type IssueKeyInput } from './effect-types.ts';
import { holderOf, placeAt, withoutRecord, type KeyContext, type KeyEntry } from './key-context.ts';
import { NO_KEY_PLAN, type KeyPlan } from './key-plan.ts';
import { REVOKING_SUFFIX, type KeyRecord } from './key-records.ts';
import { OVERWRITE_ANNOTATION, type PresentKeySecret } from './key-secret.ts';
import { revokeStep } from './revoke-step.ts';
import type { RotationRequest } from './rotation-requests.ts';
import type { TenantProblem } from './tenant-problem.ts';
import { unknownKeys } from './unknown-keys.ts';

/** So many keys of one name that nobody holds, made within an hour: then something takes them away, and no more are made. */
const MAX_LOST = 5;
const LOST_WITHIN_MS = 3_600_000;

function secretProblem(context: KeyContext, entry: KeyEntry, problem: Omit<TenantProblem, 'on'>): KeyPlan {
  const { namespace } = context;
  return { ...NO_KEY_PLAN, problems: [{ ...problem, on: { kind: SECRET.kind, namespace, name: entry.secretRef.name } }] };
}

/** `Secret/apps/ci key api-key`. */
function describePlace({ namespace }: KeyContext, { secretRef }: KeyEntry): string {
  return `key ${secretRef.key} of ${describeRef({ type: SECRET, namespace, name: secretRef.name })}`;
}

function instant(text: string | undefined): number | undefined {
  // The server need not keep fractions of a second.
  return text === undefined ? undefined : Math.floor(Date.parse(text) / 1_000);
}

/** What about a listed key is not as the entry says; undefined where all is. */
function difference(entry: KeyEntry, listed: ServerKey): string | undefined {
  const [asked, given] = [new Set<string>(entry.scopes), new Set(listed.scopes)];
  if (listed.name !== entry.name) return 'name';
  if (asked.size !== given.size || [...asked].some((scope) => !given.has(scope))) return 'scopes';
  return instant(entry.expiresAt) === instant(listed.expires_at) ? undefined : 'expiry';
}

function inputFor({ name, scopes, expiresAt }: KeyEntry): ServerKeyInput {
  return { name, scopes, ...(expiresAt === undefined ? {} : { expires_at: expiresAt }) };
}

/** The request that an entry still has to answer: one that is not in the future, and later than the one its key was made for. */
function rotationOf(context: KeyContext, entry: KeyEntry): RotationRequest | undefined {
  const request = context.rotation.requests.get(entry.name);
  return request !== undefined && Date.parse(request.at) <= context.now ? request : undefined;
}

function isAnswered(request: RotationRequest, record: KeyRecord | undefined): boolean {
  return record?.rotatedAt !== undefined && Date.parse(record.rotatedAt) >= Date.parse(request.at);
}

function issue(
  context: KeyContext,
  entry: KeyEntry,
  secret: PresentKeySecret | undefined,
  replaces?: NonNullable<IssueKeyInput['replaces']>,
): KeyPlan {
  const { server, tenantId } = context;
  const { name, key } = entry.secretRef;
  const rotatedAt = rotationOf(context, entry)?.at;
  const place = placeAt(context, name, secret, key, withoutRecord(secret?.records ?? {}, key));
  const input: IssueKeyInput = {
    server,
    tenantId,
    key: inputFor(entry),
    place,
    ...(rotatedAt === undefined ? {} : { rotatedAt }),
    ...(replaces === undefined ? {} : { replaces }),
  };
  return { ...NO_KEY_PLAN, steps: [{ do: 'effect', optional: true, effect: tenantEffect('issue-key', input, entry.name) }] };
}

/** Why no key is made for a place where keys get lost again and again. */
function lossProblem(context: KeyContext, entry: KeyEntry): KeyPlan | undefined {
  const since = context.now - LOST_WITHIN_MS;
  const lost = unknownKeys(context).filter(({ name, created_at }) => name === entry.name && Date.parse(created_at ?? '') > since);
  if (lost.length < MAX_LOST) return undefined;
  const message = `${String(lost.length)} API keys called ${entry.name} were made within an hour and none of them is in ${describePlace(context, entry)}: something takes them away`;
  const fix = `find out what writes or deletes it: kubectl get secret ${entry.secretRef.name} -n ${context.namespace} -o yaml --show-managed-fields`;
  return secretProblem(context, entry, { kind: 'stuck', reason: 'APIKeySyncFailed', message, fix });
}

function replace(context: KeyContext, entry: KeyEntry, secret: PresentKeySecret, record: KeyRecord, graceSeconds: number): KeyPlan {
  const { key } = entry.secretRef;
  const earlier = `${key}${REVOKING_SUFFIX}`;
  // One old value fits beside the new one: a grace that is still running ends now.
  if (secret.checksums[earlier] !== undefined || secret.records[earlier] !== undefined) {
    const step = revokeStep(context, secret, earlier, { reason: 'KeyRevoked', why: 'it is replaced once more' });
    return { ...NO_KEY_PLAN, steps: [step] };
  }
  return issue(context, entry, secret, { record, graceSeconds });
}

function conflict(context: KeyContext, entry: KeyEntry, what: string): KeyPlan {
  const { namespace } = context;
  const { name } = entry.secretRef;
  const message = `${describePlace(context, entry)} is not ours and holds ${what}: API key ${entry.name} is not written over it`;
  const fix = `name another Secret or key in spec.apiKeys, or let it be overwritten: kubectl annotate secret ${name} -n ${namespace} ${OVERWRITE_ANNOTATION}=true`;
  return secretProblem(context, entry, { kind: 'stuck', reason: 'SecretConflict', message, fix });
}

function expired(context: KeyContext, entry: KeyEntry, secret: PresentKeySecret | undefined): KeyPlan {
  const { key } = entry.secretRef;
  if (secret === undefined || !(isOurValue(secret, key) || secret.records[key] !== undefined)) return NO_KEY_PLAN;
  if (secret.checksums[key] === undefined && secret.records[key] === undefined) return NO_KEY_PLAN;
  return {
    ...NO_KEY_PLAN,
    steps: [revokeStep(context, secret, key, { reason: 'KeyExpired', why: `it expired at ${entry.expiresAt ?? ''}` })],
  };
}

/** Whether the value in a data key was put there by us, or may be treated as if it were. */
function isOurValue({ checksums, isOurs, mayOverwrite, records }: PresentKeySecret, dataKey: string): boolean {
  return isOurs || mayOverwrite || records[dataKey]?.sha256 === checksums[dataKey];
}

/**
 * A value that the server does not list for the tenant. One that we wrote is still revoked: the server keeps the keys of a tenant that somebody
 * deleted, and they open the default tenant then.
 */
function planUnlisted(context: KeyContext, entry: KeyEntry, secret: PresentKeySecret, hash: string): KeyPlan {
  const { key } = entry.secretRef;
  if (!isOurValue(secret, key)) return conflict(context, entry, 'a value that the server does not know');
  const record = secret.records[key];
  const wasIssued = record?.sha256 === hash && holderOf(context, hash) === entry;
  return lossProblem(context, entry) ?? (wasIssued ? replace(context, entry, secret, record, 0) : issue(context, entry, secret));
}

function planStanding(context: KeyContext, entry: KeyEntry, secret: PresentKeySecret, hash: string): KeyPlan {
  const { key } = entry.secretRef;
  // A copy of another entry's key is no key of this one.
  const listed = holderOf(context, hash) === entry ? context.listed.get(hash) : undefined;
  if (listed === undefined) return planUnlisted(context, entry, secret, hash);
  const differs = difference(entry, listed);
  const before = secret.records[key]?.sha256 === hash ? secret.records[key] : undefined;
  const request = rotationOf(context, entry);
  const isDue = request !== undefined && !isAnswered(request, before);
  if (differs === undefined && !isDue) {
    const rotatedAt = before?.rotatedAt === undefined ? {} : { rotatedAt: before.rotatedAt };
    return { ...NO_KEY_PLAN, noted: { name: entry.name, sha256: hash, scopes: entry.scopes, ...rotatedAt } };
  }
  if (!isOurValue(secret, key))
    return conflict(context, entry, differs === undefined ? 'the key that is to be replaced' : `a key with another ${differs}`);
  const record = { name: listed.name, sha256: hash, scopes: listed.scopes };
  return replace(context, entry, secret, record, differs === undefined ? (request?.graceSeconds ?? 0) : 0);
}

function dueAt(context: KeyContext, entry: KeyEntry): readonly number[] {
  const rotation = context.rotation.requests.get(entry.name);
  const moments = [entry.expiresAt, rotation?.at].flatMap((text) => (text === undefined ? [] : [Date.parse(text)]));
  return moments.filter((moment) => moment > context.now);
}

/** Decides about one key of the spec, by the hash of what stands in its Secret. */
export function planEntry(context: KeyContext, entry: KeyEntry): KeyPlan {
  const found = context.secrets.get(entry.secretRef.name);
  if (found === undefined || found.state === 'unknown') {
    const message = `API key ${entry.name} cannot be looked after: ${found?.why ?? 'its Secret was not read'}`;
    return secretProblem(context, entry, { kind: 'waits', reason: 'APIKeySyncFailed', message });
  }
  const secret = found.state === 'present' ? found : undefined;
  if (secret?.isGoing === true) {
    const message = `${describePlace(context, entry)} is being deleted: API key ${entry.name} is made anew once it is gone`;
    return secretProblem(context, entry, { kind: 'waits', reason: 'APIKeySyncFailed', message });
  }
  if (entry.expiresAt !== undefined && Date.parse(entry.expiresAt) <= context.now) return expired(context, entry, secret);
  const hash = secret?.checksums[entry.secretRef.key];
  const plan =
    secret === undefined || hash === undefined
      ? (lossProblem(context, entry) ?? issue(context, entry, secret))
      : planStanding(context, entry, secret, hash);
  return { ...plan, dueAt: [...plan.dueAt, ...dueAt(context, entry)] };
}
