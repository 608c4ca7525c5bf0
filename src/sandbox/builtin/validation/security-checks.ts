import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { objectIn, textIn } from '../../values/read-values.ts';
import { checkSupported, invalidField } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';

/** The security context as the server's own struct is printed in messages. */
function printed(context: JsonObject): Readonly<Record<string, unknown>> {
  const names = [
    'Capabilities',
    'Privileged',
    'SELinuxOptions',
    'WindowsOptions',
    'RunAsUser',
    'RunAsGroup',
    'RunAsNonRoot',
    'ReadOnlyRootFilesystem',
    'AllowPrivilegeEscalation',
    'ProcMount',
    'SeccompProfile',
    'AppArmorProfile',
  ];
  const known = (name: string): unknown =>
    context[name === 'SELinuxOptions' ? 'seLinuxOptions' : `${name.charAt(0).toLowerCase()}${name.slice(1)}`];
  return Object.fromEntries(names.map((name) => [name, known(name) ?? null]));
}

function checkId(value: unknown, at: string): readonly FieldError[] {
  const fits = value === undefined || (typeof value === 'number' && value >= 0 && value <= 2 ** 31 - 1);
  return fits ? [] : [invalidField(at, value, 'must be between 0 and 2147483647, inclusive')];
}

function checkSeccomp(profile: unknown, at: string): readonly FieldError[] {
  if (profile === undefined) return [];
  const { type, localhostProfile } = objectIn(profile);
  const here = `${at}.localhostProfile`;
  if (type === 'Localhost')
    return textIn(localhostProfile) === '' ? [requiredValue(here, 'must be set when seccomp type is Localhost')] : [];
  const errors = [...checkSupported(`${at}.type`, type, ['Localhost', 'RuntimeDefault', 'Unconfined'])];
  if (localhostProfile !== undefined && errors.length === 0)
    errors.push(invalidField(here, localhostProfile, 'can only be set when seccomp type is Localhost'));
  return errors;
}

/** What is wrong with the security context of a container. */
export function checkContainerSecurity(given: unknown, at: string): readonly FieldError[] {
  if (given === undefined) return [];
  const context = objectIn(given);
  const errors = [
    ...checkId(context['runAsUser'], `${at}.runAsUser`),
    ...checkId(context['runAsGroup'], `${at}.runAsGroup`),
    ...checkSeccomp(context['seccompProfile'], `${at}.seccompProfile`),
  ];
  if (context['allowPrivilegeEscalation'] === false && context['privileged'] === true) {
    errors.push(invalidField(at, printed(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  }
  return errors;
}

/** What is wrong with the security context of a pod. */
export function checkPodSecurity(given: unknown, at: string): readonly FieldError[] {
  const context = objectIn(given);
  return [
    ...['fsGroup', 'runAsUser', 'runAsGroup'].flatMap((name) => checkId(context[name], `${at}.${name}`)),
    ...checkSeccomp(context['seccompProfile'], `${at}.seccompProfile`),
    ...(context['fsGroupChangePolicy'] === undefined
      ? []
      : checkSupported(`${at}.fsGroupChangePolicy`, context['fsGroupChangePolicy'], ['Always', 'OnRootMismatch'])),
  ];
}
