import type { SecretLook } from './secret-look.ts';
import type { Wait } from './verdict.ts';

/** What keeps pods from being made while a Secret is not there; undefined where it is, or where nobody may look. */
export function secretWait(look: SecretLook | undefined, namespace: string): Wait | undefined {
  if (look === undefined || look.state === 'usable' || look.state === 'unknown') return undefined;
  const { key, name, state } = look;
  const isAbsent = state === 'absent';
  return {
    reason: isAbsent ? 'SecretNotFound' : 'SecretKeyNotFound',
    message: isAbsent ? `Secret ${name} not found` : `Secret ${name} has no key ${key}`,
    on: { kind: 'Secret', namespace, name },
    isStuck: true,
    fix: isAbsent
      ? `kubectl create secret generic ${name} -n ${namespace} --from-file=${key}=FILE`
      : `kubectl describe secret ${name} -n ${namespace}`,
  };
}
