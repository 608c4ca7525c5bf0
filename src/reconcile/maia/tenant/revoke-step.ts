import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Step } from '../../engine/contract.ts';
import { tenantEffect, type RevokeKeyInput } from './effect-types.ts';
import { holderOf, placeAt, withoutRecord, type KeyContext } from './key-context.ts';
import type { PresentKeySecret } from './key-secret.ts';

/**
 * The step that revokes the key whose value stands in a data key, and drops the value. A value that another entry of the spec holds too is
 * dropped only: its key goes on.
 */
export function revokeStep(
  context: KeyContext,
  secret: PresentKeySecret,
  dataKey: string,
  { reason, why }: { readonly reason: 'KeyRevoked' | 'KeyExpired'; readonly why: string },
): Step<MaiaTenantStatus> {
  const hash = secret.checksums[dataKey];
  const holder = hash === undefined ? undefined : holderOf(context, hash);
  const isHeldElsewhere = holder !== undefined && !(holder.secretRef.name === secret.name && holder.secretRef.key === dataKey);
  const name = secret.records[dataKey]?.name ?? (hash === undefined ? undefined : context.listed.get(hash)?.name) ?? dataKey;
  const message =
    hash === undefined
      ? `API key ${name} is forgotten: ${why}, and its value is gone from Secret ${secret.name}`
      : `API key ${name} is ${isHeldElsewhere ? 'taken out of' : 'revoked and taken out of'} Secret ${secret.name}: ${why}`;
  const input: RevokeKeyInput = {
    ...(hash === undefined || isHeldElsewhere ? {} : { server: context.server }),
    place: placeAt(context, secret.name, secret, dataKey, withoutRecord(secret.records, dataKey)),
    ...(hash === undefined ? {} : { sha256: hash }),
    event: { reason, message },
  };
  return { do: 'effect', optional: true, effect: tenantEffect('revoke-key', input, `${secret.name}/${dataKey}`) };
}
