import type { MaiaConfig, MaiaQuotas } from './maia-records.ts';

type Body = Readonly<Record<string, unknown>>;

function object(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
}

/** A value that does not fit the field: the server refuses the whole body. */
export class WrongType extends Error {}

function read<T>(body: Body, field: string, fits: (value: unknown) => value is T): T | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (!fits(value)) throw new WrongType(field);
  return value;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isWhole = (value: unknown): value is number => Number.isInteger(value);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is Body => object(value) !== undefined;

export function textField(body: Body, field: string): string | undefined {
  return read(body, field, isText);
}

export function textsField(body: Body, field: string): readonly string[] | undefined {
  return read(body, field, isTexts);
}

/** `metadata`: an empty object is none. */
export function metadataField(body: Body): Body | undefined {
  return read(body, 'metadata', isObject);
}

/** `config` with known fields only; what is zero is left out. undefined: the body has none. */
export function configField(body: Body): MaiaConfig | undefined {
  const given = read(body, 'config', isObject);
  if (given === undefined) return undefined;
  const model = textField(given, 'embedding_model');
  const budget = read(given, 'default_token_budget', isWhole);
  const namespaces = read(given, 'max_namespaces', isWhole);
  const days = read(given, 'retention_days', isWhole);
  const origins = textsField(given, 'allowed_origins');
  const dedicated = read(given, 'dedicated_storage', isFlag);
  return {
    ...(model === undefined || model === '' ? {} : { embedding_model: model }),
    ...(budget === undefined || budget === 0 ? {} : { default_token_budget: budget }),
    ...(namespaces === undefined || namespaces === 0 ? {} : { max_namespaces: namespaces }),
    ...(days === undefined || days === 0 ? {} : { retention_days: days }),
    ...(origins === undefined || origins.length === 0 ? {} : { allowed_origins: origins }),
    ...(dedicated === true ? { dedicated_storage: true } : {}),
  };
}

/** `quotas`: what is not said is 0. undefined: the body has none. */
export function quotasField(body: Body): MaiaQuotas | undefined {
  const given = read(body, 'quotas', isObject);
  if (given === undefined) return undefined;
  const number = (field: keyof MaiaQuotas): number => read(given, field, isWhole) ?? 0;
  return {
    max_memories: number('max_memories'),
    max_storage_bytes: number('max_storage_bytes'),
    requests_per_minute: number('requests_per_minute'),
    requests_per_day: number('requests_per_day'),
  };
}
