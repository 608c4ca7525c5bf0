import { timestamp } from '../../../../kernel/clock.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { ROTATE_ANNOTATION, rotationRequests } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import type { RotationRequest } from '../../../../reconcile/maia/tenant/rotation-requests.ts';
import type { ObjectChange } from '../../../shared/change/change-object.ts';
import { keysNamed, specKeys } from './tenant-keys.ts';
import type { SpecKey } from './tenant-keys.ts';

/** Which keys are to be replaced. */
export interface RotationOrder {
  /** Names; empty with `all`. */
  readonly names: readonly string[];
  readonly all: boolean;
  readonly graceSeconds: number;
  /** Unix milliseconds. */
  readonly now: number;
}

/** The keys that an order is about. Throws where one is not there, or the tenant has none at all. */
export function orderedKeys(tenant: KubeObject, { names, all }: RotationOrder): readonly SpecKey[] {
  if (!all) return keysNamed(tenant, [...new Set(names)]);
  const keys = specKeys(tenant);
  if (keys.length === 0) throw usageError(`tenant ${tenant.metadata.name} has no API keys`, 'add one to spec.apiKeys');
  return keys;
}

/** Now, or a second after the request before: two requests for a key never bear the same time. */
function nextTime(before: RotationRequest | undefined, now: number): string {
  const whole = Math.floor(now / 1000) * 1000;
  return timestamp(before === undefined ? whole : Math.max(whole, Date.parse(before.at) + 1000));
}

/** The requests with an order added; those for keys that the spec no longer has are dropped. */
function withOrder(tenant: KubeObject, order: RotationOrder): Readonly<Record<string, RotationRequest>> {
  const { requests: before } = rotationRequests(tenant);
  const known = new Set(specKeys(tenant).map(({ name }) => name));
  const kept = [...before].filter(([name]) => known.has(name));
  const { graceSeconds, now } = order;
  const added = orderedKeys(tenant, order).map(({ name }) => [name, { at: nextTime(before.get(name), now), graceSeconds }] as const);
  return Object.fromEntries([...kept, ...added]);
}

/** The change that asks the operator for new values of keys. */
export function rotationChange(order: RotationOrder): ObjectChange {
  return {
    decide: (tenant) => ({ metadata: { annotations: { [ROTATE_ANNOTATION]: JSON.stringify(withOrder(tenant, order)) } } }),
  };
}
