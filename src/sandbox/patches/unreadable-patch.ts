import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import { goValue } from '../values/go-values.ts';

/**
 * 422 for a patch whose result cannot be read as the kind, or not strictly. `shown`: for a strategic patch its body, for a JSON or merge patch the
 * patched object; `why` is the decoder's complaint, such as `strict decoding error: unknown field "spec.foo"`.
 */
export function unreadablePatch(type: 'json' | 'merge' | 'strategic', shown: unknown, why: string): ApiFailure {
  const value = type === 'strategic' ? goValue(shown) : JSON.stringify(shown);
  const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
  return apiFailure(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  });
}
