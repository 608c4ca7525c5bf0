import { isJsonObject } from '../../../kernel/json.ts';
import type { KindDefinition, SchemaIssue } from '../../../kernel/kind-definition.ts';
import { isOfType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { closest } from '../../../output/closest.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ManifestDocument } from '../read-manifests.ts';
import { fieldPath } from './field-path.ts';
import { specAsRead } from './spec-as-read.ts';
import { specIssues } from './spec-issues.ts';

/** One thing wrong with one document. */
interface Problem {
  readonly where: string;
  readonly object: string;
  readonly field: string;
  readonly message: string;
}

const ROOT_FIELDS = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

function rootIssues(object: ManifestDocument['object']): readonly SchemaIssue[] {
  return Object.keys(object)
    .filter((key) => !ROOT_FIELDS.includes(key))
    .map((key) => {
      const suggestion = closest(key, ROOT_FIELDS);
      return { path: [key], message: suggestion === undefined ? 'unknown field' : `unknown field; did you mean "${suggestion}"?` };
    });
}

function nameIssues(kind: KindDefinition, object: ManifestDocument['object']): readonly SchemaIssue[] {
  const name = isJsonObject(object['metadata']) ? object['metadata']['name'] : undefined;
  if (typeof name !== 'string' || name === '')
    return [{ path: ['metadata', 'name'], message: 'is missing: an object is applied by its name' }];
  const spec = kind.spec.safeParse(specAsRead(kind, object['spec']) ?? {});
  const problem = spec.success ? kind.nameProblem?.(name, spec.data) : undefined;
  return problem === undefined ? [] : [{ path: ['metadata', 'name'], message: problem.replace(/^metadata\.name /, '') }];
}

function problemsOf({ where, object }: ManifestDocument, kind: KindDefinition): readonly Problem[] {
  const name = isJsonObject(object['metadata']) ? object['metadata']['name'] : undefined;
  const described = typeof name === 'string' ? `${object.kind} ${name}` : object.kind;
  return [...rootIssues(object), ...nameIssues(kind, object), ...specIssues(kind, object['spec'])].map(({ path, message }) => ({
    where,
    object: described,
    field: fieldPath(path),
    message,
  }));
}

/**
 * Holds every document of our kinds against its schema, before anything is written. Throws one usage error with all problems: file,
 * document, object, field and cause of each. Documents of other kinds are for the API server to judge.
 */
export function checkManifests(documents: readonly ManifestDocument[], kinds: readonly KindDefinition[]): void {
  const problems = documents.flatMap((document) => {
    const kind = kinds.find((candidate) => isOfType(document.object, candidate));
    return kind === undefined ? [] : problemsOf(document, kind);
  });
  const [first] = problems;
  if (first === undefined) return;
  const objects = new Set(problems.map(({ where, object }) => `${where}: ${object}`));
  const line = ({ where, object, field, message }: Problem): string =>
    objects.size === 1 ? `${field}: ${message}` : `${where}: ${object}: ${field}: ${message}`;
  throw new CliError({
    exit: EXIT.usage,
    message: objects.size === 1 ? `${first.where}: ${first.object} is not valid` : `${objects.size} objects are not valid`,
    why: problems.map(line).join(objects.size === 1 && problems.length < 4 ? '; ' : '\n  '),
    fix: `correct ${[...new Set(problems.map(({ field }) => field))].join(', ')}; nothing was changed`,
  });
}
