import { parseQuantity } from '../../../../kernel/quantity.ts';
import { closest } from '../../../../output/closest.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { QUOTA_FIELDS } from './quota-fields.ts';
import type { QuotaName } from './quota-fields.ts';

/** One limit as it was asked for. `value` null: the plan's, so no own one; 0: none at all. */
export interface QuotaSetting {
  readonly quota: QuotaName;
  readonly value: number | null;
}

/** In a word what 0 means. */
export const UNLIMITED = 'unlimited';
/** Takes the tenant's own limit away. */
const PLAN_DEFAULT = 'default';

const NANO = 1_000_000_000n;

function wrongValue(text: string, field: string, must: string): Error {
  return usageError(`invalid value "${text}" for ${field}: it must be ${must}`, `write it like ${field}=5000, or ${field}=${UNLIMITED}`);
}

function valueOf(text: string, { field, isBytes }: QuotaName): number | null {
  if (text === PLAN_DEFAULT) return null;
  if (text === UNLIMITED) {
    if (field === 'maxNamespaces') throw wrongValue(text, field, 'a whole number of at least 1: a tenant always has a limit of namespaces');
    return 0;
  }
  const amount = isBytes ? parseQuantity(text) : undefined;
  const whole = amount !== undefined && amount % NANO === 0n ? Number(amount / NANO) : undefined;
  const value = whole ?? (/^\d+$/.test(text) ? Number(text) : undefined);
  if (value === undefined || value < 0 || !Number.isSafeInteger(value)) {
    throw wrongValue(text, field, isBytes ? 'bytes, as a whole number or like 5Gi' : 'a whole number');
  }
  return value;
}

function settingOf(text: string): QuotaSetting {
  const equals = text.indexOf('=');
  if (equals <= 0) throw usageError(`"${text}" is no LIMIT=VALUE`, 'write it like maxMemories=5000');
  const word = text.slice(0, equals).trim().toLowerCase();
  const quota = QUOTA_FIELDS.find(({ field, short }) => field.toLowerCase() === word || short === word);
  if (quota !== undefined) return { quota, value: valueOf(text.slice(equals + 1).trim(), quota) };
  const known = QUOTA_FIELDS.map(({ field }) => field);
  const suggestion = closest(word, [...known, ...QUOTA_FIELDS.map(({ short }) => short)]);
  throw usageError(
    `"${text.slice(0, equals)}" is no limit of a tenant`,
    suggestion === undefined ? `there is: ${known.join(', ')}` : `did you mean "${suggestion}"?`,
  );
}

/**
 * Reads limits such as `maxMemories=5000`, `storage=5Gi`, `rpm=unlimited`, `rpd=default`, also several with commas. Throws a usage error for
 * one that there is not, a value that cannot be, and a limit named twice.
 */
export function parseQuotas(texts: readonly string[]): readonly QuotaSetting[] {
  const settings = texts.flatMap((text) => text.split(',')).map(settingOf);
  const twice = settings.find((setting, at) => settings.findIndex(({ quota }) => quota === setting.quota) < at);
  if (twice !== undefined) throw usageError(`${twice.quota.field} is given twice`, 'give it once');
  return settings;
}
