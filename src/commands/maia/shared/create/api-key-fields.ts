import { dataKey, objectName } from '../../../../kinds/shared/names.ts';
import { usageError } from '../../../../output/cli-error.ts';
import type { SpecField } from '../../../shared/create/create-flag.ts';

interface ApiKey {
  readonly name: string;
  readonly scopes: readonly string[] | undefined;
  readonly secret: string;
  /** Absent: the default of the kind. */
  readonly dataKey: string | undefined;
}

const FORM = 'write it like --api-key ci:read,write@ci-key';

function wrong(text: string, why: string, fix = FORM): Error {
  return usageError(`--api-key "${text}" ${why}`, fix);
}

function parseApiKey(text: string, tenant: string): ApiKey {
  const at = text.lastIndexOf('@');
  const left = at < 0 ? text : text.slice(0, at);
  const colon = left.lastIndexOf(':');
  const name = colon < 0 ? left : left.slice(0, colon);
  const scopes = colon < 0 ? undefined : left.slice(colon + 1).split(',');
  if (name === '') throw wrong(text, 'has no name');
  if (scopes?.includes('') === true) throw wrong(text, 'has an empty scope');
  const [secret = '', key, ...more] = (at < 0 ? `${tenant}-${name}` : text.slice(at + 1)).split('/');
  const problem = objectName().safeParse(secret).error?.issues[0]?.message;
  if (problem !== undefined && at < 0)
    throw wrong(text, `names no Secret, and "${secret}" can be none`, `name one: --api-key ${text}@SECRET`);
  if (problem !== undefined) throw wrong(text, `has no usable name of a Secret: it ${problem}`);
  const badKey = more.length > 0 || (key !== undefined && !dataKey().safeParse(key).success);
  if (badKey) throw wrong(text, 'has no usable key of the Secret behind the slash');
  return { name, scopes, secret, dataKey: key };
}

/**
 * `--api-key NAME[:SCOPE,...][@SECRET[/KEY]]`, once for each key, as fields of a MaiaTenant's spec. Without a Secret it is `<tenant>-<name>`.
 * Throws a usage error.
 */
export function apiKeyFields(texts: readonly string[], tenant: string): readonly SpecField[] {
  return texts
    .map((text) => parseApiKey(text, tenant))
    .flatMap(({ name, scopes, secret, dataKey: key }, index) => [
      { path: ['apiKeys', index, 'name'], value: name },
      { path: ['apiKeys', index, 'secretRef', 'name'], value: secret },
      ...(key === undefined ? [] : [{ path: ['apiKeys', index, 'secretRef', 'key'], value: key }]),
      ...(scopes === undefined ? [] : [{ path: ['apiKeys', index, 'scopes'], value: scopes }]),
    ]);
}
