import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import {
  childPath,
  forbiddenValue,
  invalidText,
  invalidValue,
  keyPath,
  notSupported,
  requiredValue,
} from '../../failures/field-complaints.ts';
import { dns1035LabelProblem, dns1123SubdomainProblems } from '../../values/name-rules.ts';
import { sameValue } from '../../values/same-value.ts';
import { hasCondition, namesOf, versionsOf } from './crd-parts.ts';
import { itemsIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { versionsText } from './internal-text.ts';
import { missingNameErrors, nameErrors } from './name-errors.ts';
import { columnErrors, schemaErrors, selectableErrors, subresourceErrors } from './version-errors.ts';

const APPROVAL = 'api-approved.kubernetes.io';
const SEE = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Parts of versions that the server keeps once where all versions have them alike, and under which name it then speaks of them. */
const HOISTED: readonly (readonly [part: string, name: string])[] = [
  ['schema', 'validation'],
  ['subresources', 'subresources'],
  ['additionalPrinterColumns', 'additionalPrinterColumns'],
  ['selectableFields', 'selectableFields'],
];

function hoistedParts(versions: readonly JsonObject[]): ReadonlySet<string> {
  const [first] = versions;
  if (first === undefined) return new Set();
  const alike = HOISTED.filter(([part]) => first[part] !== undefined && versions.every((one) => sameValue(one[part], first[part])));
  return new Set(alike.map(([part]) => part));
}

function groupErrors(group: string): readonly FieldError[] {
  if (group === '') return [requiredValue('spec.group')];
  const problems = dns1123SubdomainProblems(group);
  if (problems.length > 0) return [invalidValue('spec.group', group, problems.join(','))];
  return group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')];
}

function partErrors(
  from: JsonObject,
  path: string,
  names: Readonly<Record<string, string>>,
  hasStatus: boolean,
  skip: ReadonlySet<string>,
): readonly FieldError[] {
  const at = (part: string): string => childPath(path, names[part] ?? part);
  const has = (part: string): boolean => !skip.has(part);
  return [
    ...(has('schema') ? schemaErrors(from['schema'], at('schema'), hasStatus) : []),
    ...(has('subresources') ? subresourceErrors(from['subresources'], at('subresources')) : []),
    ...(has('additionalPrinterColumns') ? columnErrors(from['additionalPrinterColumns'], at('additionalPrinterColumns')) : []),
    ...(has('selectableFields') ? selectableErrors(from['selectableFields'], from['schema'], at('selectableFields')) : []),
  ];
}

function versionErrors(versions: readonly JsonObject[], hoisted: ReadonlySet<string>): readonly FieldError[] {
  const errors = versions.flatMap((version, index) => {
    const at = keyPath('spec.versions', index);
    const name = textIn(version['name']);
    const problem = dns1035LabelProblem(name);
    const hasStatus = objectIn(version['subresources'])['status'] !== undefined;
    const warning = version['deprecationWarning'];
    return [
      ...(problem === undefined ? [] : [invalidValue(childPath(at, 'name'), name, problem)]),
      ...(warning !== undefined && version['deprecated'] !== true
        ? [invalidValue(childPath(at, 'deprecationWarning'), warning, 'can only be set for deprecated versions')]
        : []),
      ...partErrors(version, at, {}, hasStatus, hoisted),
    ];
  });
  const names = versions.map((one) => textIn(one['name']));
  const text = versionsText(versions, hoisted);
  const stored = versions.filter((one) => one['storage'] === true).length;
  return [
    ...errors,
    ...(new Set(names).size === names.length ? [] : [invalidText('spec.versions', text, 'must contain unique version names')]),
    ...(stored === 1 ? [] : [invalidText('spec.versions', text, 'must have exactly one version marked as storage version')]),
  ];
}

function conversionErrors(conversion: unknown): readonly FieldError[] {
  if (!isJsonObject(conversion)) return [];
  const at = 'spec.conversion';
  const { strategy, webhook } = conversion;
  const client = isJsonObject(webhook) ? webhook['clientConfig'] : undefined;
  const reviews = textsIn(isJsonObject(webhook) ? webhook['conversionReviewVersions'] : undefined);
  const errors: FieldError[] = [];
  if (strategy === undefined || strategy === '') errors.push(requiredValue(childPath(at, 'strategy')));
  else if (strategy !== 'None' && strategy !== 'Webhook')
    errors.push(notSupported(childPath(at, 'strategy'), strategy, ['None', 'Webhook']));
  if (strategy === 'Webhook') {
    if (client === undefined) errors.push(requiredValue(childPath(at, 'webhookClientConfig'), 'required when strategy is set to Webhook'));
    if (reviews.length === 0) errors.push(requiredValue(childPath(at, 'conversionReviewVersions')));
  } else if (client !== undefined) {
    errors.push(forbiddenValue(childPath(at, 'webhookClientConfig'), 'should not be set when strategy is not set to Webhook'));
  }
  return errors;
}

function specErrors(spec: JsonObject): readonly FieldError[] {
  const versions = itemsIn(spec['versions']).map(objectIn);
  const hoisted = hoistedParts(versions);
  const hasSchema = (version: JsonObject): boolean => objectIn(version['schema'])['openAPIV3Schema'] !== undefined;
  const { scope } = spec;
  const [first = {}] = versions;
  const version = textIn(first['name']);
  const problem = version === '' ? undefined : dns1035LabelProblem(version);
  const anyStatus = versions.some((one) => objectIn(one['subresources'])['status'] !== undefined);
  const missing = versions.flatMap((one, index) =>
    hasSchema(one) ? [] : [requiredValue(`spec.versions[${String(index)}].schema.openAPIV3Schema`)],
  );
  const common = Object.fromEntries(HOISTED.filter(([part]) => hoisted.has(part)).map(([part]) => [part, first[part]]));
  const others = new Set(HOISTED.map(([part]) => part).filter((part) => !hoisted.has(part)));
  return [
    ...groupErrors(textIn(spec['group'])),
    ...(scope === undefined || scope === '' ? [requiredValue('spec.scope')] : []),
    ...(scope !== undefined && scope !== '' && scope !== 'Cluster' && scope !== 'Namespaced'
      ? [notSupported('spec.scope', scope, ['Cluster', 'Namespaced'])]
      : []),
    ...missing,
    ...versionErrors(versions, hoisted),
    ...(problem === undefined ? [] : [invalidValue('spec.version', version, problem)]),
    ...missingNameErrors(spec['names'], 'spec.names'),
    ...nameErrors(spec['names'], 'spec.names'),
    ...partErrors({ schema: first['schema'], ...common }, 'spec', Object.fromEntries(HOISTED), anyStatus, others),
    ...conversionErrors(spec['conversion']),
  ];
}

function storedErrors(crd: JsonObject): readonly FieldError[] {
  const stored = objectIn(crd['status'])['storedVersions'];
  const names = textsIn(stored);
  const at = 'status.storedVersions';
  if (names.length === 0) return [invalidValue(at, stored ?? null, 'must have at least one stored version')];
  const versions = versionsOf(crd);
  const gone = (name: string): string =>
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
  return [
    ...versions
      .filter((one) => one['storage'] === true && !names.includes(textIn(one['name'])))
      .map((one) => invalidValue(at, names, `must have the storage version ${textIn(one['name'])}`)),
    ...names.flatMap((name, index) =>
      versions.some((one) => one['name'] === name) ? [] : [invalidValue(keyPath(at, index), name, gone(name))],
    ),
  ];
}

/** What the annotation says that definitions in Kubernetes' own groups need. */
function approval(crd: JsonObject): 'missing' | 'invalid' | 'approved' | 'bypassed' {
  const annotation = textIn(objectIn(objectIn(crd['metadata'])['annotations'])[APPROVAL]);
  if (annotation === '') return 'missing';
  if (annotation.startsWith('unapproved')) return 'bypassed';
  return URL.canParse(annotation) && /^[a-z][\w+.-]*:\/\/[^/]/i.test(annotation) ? 'approved' : 'invalid';
}

function approvalErrors(crd: JsonObject, previous: JsonObject | undefined): readonly FieldError[] {
  const group = textIn(objectIn(crd['spec'])['group']);
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return [];
  const state = approval(crd);
  if (state === 'approved' || state === 'bypassed' || (previous !== undefined && approval(previous) === state)) return [];
  const at = `metadata.annotations[${APPROVAL}]`;
  const must = `protected groups must have approval annotation "${APPROVAL}"`;
  if (state === 'missing') return [requiredValue(at, `${must}, ${SEE}`)];
  const annotation = objectIn(objectIn(crd['metadata'])['annotations'])[APPROVAL];
  return [invalidValue(at, annotation, `${must} with either a URL or a reason starting with "unapproved", ${SEE}`)];
}

function commonErrors(crd: JsonObject, previous: JsonObject | undefined): readonly FieldError[] {
  const spec = objectIn(crd['spec']);
  const why = 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [
    ...nameErrors(objectIn(crd['status'])['acceptedNames'], 'status.acceptedNames'),
    ...storedErrors(crd),
    ...approvalErrors(crd, previous),
    ...(spec['preserveUnknownFields'] === true ? [invalidValue('spec.preserveUnknownFields', true, why)] : []),
  ];
}

/** What is wrong with a new definition (apiextensions, `ValidateCustomResourceDefinition`). */
export function newCrdErrors(crd: JsonObject): readonly FieldError[] {
  const spec = objectIn(crd['spec']);
  const name = objectIn(crd['metadata'])['name'];
  const wanted = `${namesOf(spec['names']).plural}.${textIn(spec['group'])}`;
  const mismatch = name === wanted ? [] : [invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
  // A name that is none is told already.
  const told = typeof name === 'string' && dns1123SubdomainProblems(name).length > 0 && name === wanted;
  return [...(told ? [] : mismatch), ...specErrors(spec), ...commonErrors(crd, undefined)];
}

/** What is wrong with a change of a definition. */
export function updatedCrdErrors(crd: JsonObject, previous: JsonObject): readonly FieldError[] {
  const [next, before] = [objectIn(crd['spec']), objectIn(previous['spec'])];
  const [names, oldNames] = [namesOf(next['names']), namesOf(before['names'])];
  const fixed = (value: unknown, old: unknown, at: string): readonly FieldError[] =>
    sameValue(value, old) ? [] : [invalidValue(at, value, 'field is immutable')];
  const isEstablished = hasCondition(previous, 'Established');
  return [
    ...specErrors(next),
    ...(isEstablished ? fixed(next['scope'], before['scope'], 'spec.scope') : []),
    ...(isEstablished ? fixed(names.kind, oldNames.kind, 'spec.names.kind') : []),
    ...fixed(next['group'], before['group'], 'spec.group'),
    ...fixed(names.plural, oldNames.plural, 'spec.names.plural'),
    ...commonErrors(crd, previous),
  ];
}

/** What is wrong with a change of the status of a definition. */
export function crdStatusErrors(crd: JsonObject): readonly FieldError[] {
  return nameErrors(objectIn(crd['status'])['acceptedNames'], 'status.acceptedNames');
}
