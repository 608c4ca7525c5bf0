import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { qualifiedNameProblems } from '../../values/name-rules.ts';
import { listIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { addressProblems } from './address-checks.ts';
import { checkAffinity, checkSpread } from './affinity-checks.ts';
import { checkContainers, checkInitContainers } from './container-checks.ts';
import { checkSupported, invalidField, invalidFields, type Errors } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { labelProblems, subdomainProblems } from './name-checks.ts';
import { checkPodSecurity } from './security-checks.ts';
import { checkLabels } from './selector-checks.ts';
import { checkTolerations } from './toleration-checks.ts';
import { checkVolumes } from './volume-checks.ts';

const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function checkNames(spec: JsonObject, at: string): readonly FieldError[] {
  const rules = [
    ['serviceAccountName', subdomainProblems],
    ['nodeName', subdomainProblems],
  ] as const;
  return rules.flatMap(([field, problems]) => {
    const name = textIn(spec[field]);
    return name === '' ? [] : invalidFields(`${at}.${field}`, name, problems(name));
  });
}

function checkHostNames(spec: JsonObject, at: string): readonly FieldError[] {
  return ['hostname', 'subdomain'].flatMap((field) => {
    const name = textIn(spec[field]);
    return name === '' ? [] : invalidFields(`${at}.${field}`, name, labelProblems(name));
  });
}

function checkDeadline(spec: JsonObject, at: string): readonly FieldError[] {
  const seconds = spec['activeDeadlineSeconds'];
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= 2 ** 31 - 1)) return [];
  return [invalidField(`${at}.activeDeadlineSeconds`, seconds, 'must be between 1 and 2147483647, inclusive')];
}

function checkDns(spec: JsonObject, at: string): readonly FieldError[] {
  if (spec['dnsPolicy'] !== 'None') return [];
  if (spec['dnsConfig'] === undefined) return [requiredValue(`${at}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  const servers = textsIn(objectIn(spec['dnsConfig'])['nameservers']);
  return servers.length === 0
    ? [requiredValue(`${at}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')]
    : [];
}

function checkGates(spec: JsonObject, at: string): readonly FieldError[] {
  return listIn(spec['readinessGates']).flatMap((gate, index) => {
    const type = textIn(gate['conditionType']);
    return invalidFields(`${at}.readinessGates[${String(index)}].conditionType`, type, qualifiedNameProblems(type));
  });
}

function checkHostAliases(spec: JsonObject, at: string): readonly FieldError[] {
  return listIn(spec['hostAliases']).flatMap((alias, index) => {
    const here = `${at}.hostAliases[${String(index)}]`;
    const names = textsIn(alias['hostnames']);
    return [
      ...invalidFields(`${here}.ip`, textIn(alias['ip']), addressProblems(textIn(alias['ip']))),
      ...names.flatMap((name, place) => invalidFields(`${here}.hostnames[${String(place)}]`, name, subdomainProblems(name))),
    ];
  });
}

/** What is wrong with the spec of a pod, alone or in a template; `at` is its path. */
export function checkPodSpec(spec: JsonObject, at: string): readonly FieldError[] {
  const volumes = listIn(spec['volumes']);
  const names = new Set(volumes.map(({ name }) => textIn(name)));
  const errors: Errors = [
    ...checkVolumes(volumes, `${at}.volumes`),
    ...checkContainers(spec, names, at),
    ...checkInitContainers(spec, names, at),
  ];
  errors.push(...checkSupported(`${at}.restartPolicy`, textIn(spec['restartPolicy']), ['Always', 'OnFailure', 'Never']));
  errors.push(...checkSupported(`${at}.dnsPolicy`, textIn(spec['dnsPolicy']), DNS_POLICIES));
  errors.push(...checkLabels(spec['nodeSelector'], `${at}.nodeSelector`));
  errors.push(...checkPodSecurity(spec['securityContext'], `${at}.securityContext`));
  errors.push(...checkAffinity(spec['affinity'], `${at}.affinity`), ...checkDns(spec, at), ...checkGates(spec, at));
  errors.push(...checkSpread(listIn(spec['topologySpreadConstraints']), `${at}.topologySpreadConstraints`));
  errors.push(...checkNames(spec, at), ...checkDeadline(spec, at), ...checkHostNames(spec, at));
  errors.push(...checkTolerations(listIn(spec['tolerations']), `${at}.tolerations`), ...checkHostAliases(spec, at));
  return errors;
}
