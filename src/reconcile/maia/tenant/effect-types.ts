import type { Json } from '../../../kernel/json.ts';
import type { Effect } from '../../engine/contract.ts';
import type { AdminServer, ServerKeyInput } from '../admin-api.ts';
import type { KeyRecord, KeyRecords } from './key-records.ts';
import type { TenantIdentity, WantedTenant } from './wanted-tenant.ts';

/** Makes the tenant, or takes up the one that an earlier attempt made. */
export interface CreateTenantInput {
  readonly server: AdminServer;
  readonly identity: TenantIdentity;
  readonly wanted: WantedTenant;
  readonly planBudget: number;
  readonly dedicatedStorage: boolean;
  /** The Secrets in which its keys will stand, remembered from the beginning. */
  readonly secrets: readonly string[];
}

/** Makes a tenant on the server as it is wanted. */
export interface ReplaceTenantInput {
  readonly server: AdminServer;
  readonly tenantId: string;
  readonly wanted: WantedTenant;
}

/** Suspends, activates or deletes a tenant. */
export interface TenantInput {
  readonly server: AdminServer;
  readonly tenantId: string;
  /** What its event says beside what happened. */
  readonly note: string;
}

/** A data key of a Secret, and what has to be known to write it. */
export interface KeyPlace {
  readonly namespace: string;
  readonly secret: string;
  readonly dataKey: string;
  /** Absent where the Secret is: it is made then. */
  readonly resourceVersion?: string;
  /** The records on the Secret as they are to be, without that of a key that is about to be made. */
  readonly records: KeyRecords;
  /** The whole list, where the Secret is ours. */
  readonly finalizers?: readonly string[];
  /** For a Secret of ours. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Makes a key and writes it; with `replaces` the value that stood there goes to `<data key>.revoking`. */
export interface IssueKeyInput {
  readonly server: AdminServer;
  readonly tenantId: string;
  readonly key: ServerKeyInput;
  readonly place: KeyPlace;
  readonly rotatedAt?: string;
  readonly replaces?: { readonly record: KeyRecord; readonly graceSeconds: number };
}

/** Revokes the key whose value stands at a place and drops the value. */
export interface RevokeKeyInput {
  /** Absent: the value is dropped and the key goes on, because another Secret holds it too, or because there is no server any more. */
  readonly server?: AdminServer;
  readonly place: KeyPlace;
  /** Of the value that may be revoked; absent where there is none. */
  readonly sha256?: string;
  readonly event: { readonly reason: string; readonly message: string };
}

/** Writes down what is known of the keys of a Secret, where the notes are missing or wrong. */
export interface RecordKeysInput {
  readonly place: Omit<KeyPlace, 'dataKey'>;
}

interface Inputs {
  readonly 'create-tenant': CreateTenantInput;
  readonly 'replace-tenant': ReplaceTenantInput;
  readonly 'suspend-tenant': TenantInput;
  readonly 'activate-tenant': TenantInput;
  readonly 'delete-tenant': TenantInput;
  readonly 'issue-key': IssueKeyInput;
  readonly 'revoke-key': RevokeKeyInput;
  readonly 'record-keys': RecordKeysInput;
}

/** The effects of a MaiaTenant. */
export type TenantEffectType = keyof Inputs;

/** An effect of that type, as data. */
export function tenantEffect<T extends TenantEffectType>(type: T, input: Inputs[T], about?: string): Effect {
  return { type, ...(about === undefined ? {} : { about }), input: input as unknown as Json };
}

/** The input of an effect, made by {@link tenantEffect}. */
export function inputOf<T extends TenantEffectType>(_type: T, input: Json): Inputs[T] {
  return input as unknown as Inputs[T];
}
