import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { KindDefinition, SchemaIssue } from '../../../kernel/kind-definition.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { annotations, labels } from '../../../kinds/shared/labels.ts';
import { labelName, objectName } from '../../../kinds/shared/names.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { closest } from '../../../output/closest.ts';
import { fieldPath } from '../apply/field-path.ts';
import { specAsRead } from '../apply/spec-as-read.ts';
import { specIssues } from '../apply/spec-issues.ts';
import type { Finding, RuleId, Severity } from './finding.ts';
import type { PlacedDocument } from './placed-document.ts';
import { describedAt, plainWords } from './plain-words.ts';

/** A document that could be read as an object of one of our kinds. */
export interface KnownDocument extends PlacedDocument {
  readonly kind: KindDefinition;
  readonly name: string;
  readonly namespace: string | undefined;
  /** `MaiaInstance maia`. */
  readonly called: string;
}

/** What was found out about one document. */
export interface CheckedDocument {
  readonly findings: readonly Finding[];
  /** Where it is one of our kinds and has a name. */
  readonly known?: KnownDocument;
  /** A document of somebody else's kind: nothing of it was checked. */
  readonly foreign?: true;
}

type Report = (path: readonly PropertyKey[], rule: RuleId, cause: string, fix: string, severity?: Severity) => Finding;

function reporter(document: PlacedDocument, called: string | undefined): Report {
  return (path, rule, cause, fix, severity = 'error') => ({
    ...document.place(path),
    severity,
    rule,
    ...(called !== undefined && { object: called }),
    ...(path.length > 0 && { field: fieldPath(path) }),
    cause,
    fix,
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A kind of ours that was probably meant: same kind in another version or group, or a name much like it in our group. */
function misnamed(apiVersion: string, kind: string, kinds: readonly KindDefinition[], report: Report): Finding | undefined {
  const sameKind = kinds.find((candidate) => candidate.kind === kind && apiVersion.split('/')[0] === candidate.group);
  if (sameKind !== undefined) {
    const right = apiVersionOf(sameKind);
    return report(['apiVersion'], 'kind', `${kind} is known in ${right} only`, `write apiVersion: ${right}`);
  }
  const ofGroup = kinds.filter((candidate) => candidate.group === apiVersion.split('/')[0]);
  if (ofGroup.length === 0) return undefined;
  const names = ofGroup.map((candidate) => candidate.kind);
  const meant = names.find((name) => name.toLowerCase() === kind.toLowerCase()) ?? closest(kind, names);
  const fix = meant === undefined ? `use one of: ${names.join(', ')}` : `did you mean "${meant}"?`;
  return report(['kind'], 'kind', `there is no ${kind} in ${apiVersion}`, fix);
}

const ROOT = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];
const METADATA = ['name', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'generateName'];
/** What the API server puts there itself: it stands in manifests that were taken from a cluster, and does no harm. */
const SERVERS_METADATA: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

function unknownKeys(object: JsonObject, known: readonly string[], at: readonly string[], report: Report): readonly Finding[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key) && !(at.length > 0 && SERVERS_METADATA.has(key)))
    .map((key) => {
      const meant = closest(key, known);
      return report(
        [...at, key],
        'unknown-field',
        'there is no such field',
        meant === undefined ? 'remove it' : `did you mean "${meant}"?`,
      );
    });
}

function issuesOf(
  schema: { safeParse(value: unknown): { success: boolean; error?: { issues: readonly SchemaIssue[] } | undefined } },
  value: unknown,
): readonly SchemaIssue[] {
  const result = schema.safeParse(value);
  return result.success ? [] : (result.error?.issues ?? []);
}

function metadataFindings(metadata: JsonObject, kind: KindDefinition, report: Report): readonly Finding[] {
  const under = (field: string, schema: Parameters<typeof issuesOf>[0]): readonly Finding[] =>
    metadata[field] === undefined || metadata[field] === null
      ? []
      : issuesOf(schema, metadata[field]).map((issue) => {
          const path = ['metadata', field, ...issue.path];
          const { cause, fix } = plainWords({ ...issue, path }, { metadata }, undefined);
          return report(path, 'metadata', cause, fix);
        });
  const found = [
    ...unknownKeys(metadata, METADATA, ['metadata'], report),
    ...under('labels', labels()),
    ...under('annotations', annotations()),
  ];
  if (kind.scope === 'Namespaced') return [...found, ...under('namespace', labelName())];
  if (metadata['namespace'] === undefined) return found;
  const cause = `${kind.kind} belongs to no namespace`;
  return [...found, report(['metadata', 'namespace'], 'metadata', cause, 'remove it', 'warning')];
}

function nameFindings(name: string, spec: unknown, kind: KindDefinition, report: Report): readonly Finding[] {
  const parsed = kind.spec.safeParse(specAsRead(kind, spec) ?? {});
  const problem = parsed.success ? kind.nameProblem?.(name, parsed.data) : undefined;
  const general = issuesOf(objectName(), name)[0]?.message;
  const cause = problem?.replace(/^metadata\.name /, '') ?? general;
  return cause === undefined ? [] : [report(['metadata', 'name'], 'name', cause, 'choose another name')];
}

function specFindings(spec: unknown, object: JsonObject, kind: KindDefinition, report: Report): readonly Finding[] {
  const schema = openApiSchema(kind.spec);
  return specIssues(kind, spec).map((issue) => {
    const { cause, fix } = plainWords(issue, object, describedAt(schema, issue.path.slice(1)));
    return report(issue.path, issue.message.startsWith('unknown field') ? 'unknown-field' : 'schema', cause, fix);
  });
}

/** Holds one document against its kind. `namespace` is where an object without one would go. */
export function checkDocument(document: PlacedDocument, kinds: readonly KindDefinition[], namespace: string): CheckedDocument {
  const { object } = document;
  const apiVersion = text(object['apiVersion']);
  const kindName = text(object['kind']);
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const name = text(metadata['name']);
  const called = kindName === undefined ? undefined : name === undefined ? kindName : `${kindName} ${name}`;
  const report = reporter(document, called);
  const missing = [
    ...(apiVersion === undefined ? [report(['apiVersion'], 'manifest', 'is missing', 'add it, such as apiVersion: v1')] : []),
    ...(kindName === undefined ? [report(['kind'], 'manifest', 'is missing', 'add it, such as kind: ConfigMap')] : []),
    ...(name === undefined ? [report(['metadata', 'name'], 'manifest', 'is missing', 'add it: an object is applied by its name')] : []),
  ];
  if (apiVersion === undefined || kindName === undefined) return { findings: missing };
  const kind = kinds.find((candidate) => candidate.kind === kindName && apiVersionOf(candidate) === apiVersion);
  if (kind === undefined) {
    const wrong = misnamed(apiVersion, kindName, kinds, report);
    return wrong === undefined ? { findings: missing, foreign: true } : { findings: [...missing, wrong] };
  }
  const findings = [
    ...missing,
    ...unknownKeys(object, ROOT, [], report),
    ...metadataFindings(metadata, kind, report),
    ...(name === undefined ? [] : nameFindings(name, object['spec'], kind, report)),
    ...specFindings(object['spec'], object, kind, report),
    ...(object['status'] === undefined
      ? []
      : [report(['status'], 'status', 'the operator writes it: here it has no effect', 'remove it', 'warning')]),
  ];
  if (name === undefined) return { findings };
  const inNamespace = kind.scope === 'Namespaced' ? (text(metadata['namespace']) ?? namespace) : undefined;
  return { findings, known: { ...document, kind, name, namespace: inNamespace, called: `${kind.kind} ${name}` } };
}
