import type { JsonObject } from '../../../kernel/json.ts';
import type { KindDefinition, SchemaIssue } from '../../../kernel/kind-definition.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { fieldPath } from '../apply/field-path.ts';
import { specIssues } from '../apply/spec-issues.ts';
import type { SpecField } from './create-flag.ts';
import { parseFieldPath } from './parse-field-path.ts';
import { schemaAt } from './schema-at.ts';
import { setField } from './set-field.ts';
import type { SpecFlag } from './spec-flags.ts';
import { typedValue, UnreadableValueError } from './typed-value.ts';

/** What was given on the command line. */
export interface SpecInput {
  /** Of the object that is made. */
  readonly name: string;
  /** By flag name; absent ones were not given. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** The values of `--set`, in order: they win over flags. */
  readonly set: readonly string[];
}

/** A field and the words that set it: `--image-tag`, `--set image.tag`. */
interface Source extends SpecField {
  readonly words: string;
}

function typed(schema: JsonObject, text: string, words: string, path: SpecField['path']): unknown {
  try {
    return typedValue(schema, text);
  } catch (error) {
    if (!(error instanceof UnreadableValueError)) throw error;
    throw usageError(
      `invalid value "${text}" for ${words} (${fieldPath(['spec', ...path])}): it must ${error.message}`,
      `correct ${words}`,
    );
  }
}

function fromFlag(flag: SpecFlag, given: unknown, schema: JsonObject, objectName: string): readonly Source[] {
  if (given === undefined) return [];
  const words = `--${flag.name}`;
  const texts = (Array.isArray(given) ? given : [given]).map(String);
  if (!('path' in flag)) return flag.fields(texts, objectName).map((field) => ({ ...field, words }));
  const { path } = flag;
  const own = flag.schema ?? schemaAt(schema, path);
  const value =
    flag.multiple === true ? texts.flatMap((text) => typed(own, text, words, path)) : typed(own, texts.at(-1) ?? '', words, path);
  return [{ path, value, words }];
}

/** Reads one `--set PATH=VALUE` of a type. Throws a usage error for a path or value that the type does not have. */
export function fromSet(text: string, schema: JsonObject): Source {
  const equals = text.indexOf('=');
  if (equals <= 0) throw usageError(`--set "${text}" is not PATH=VALUE`, 'write it like --set image.tag=v1.0.0');
  const path = parseFieldPath(text.slice(0, equals));
  const words = `--set ${text.slice(0, equals)}`;
  return { path, words, value: typed(schemaAt(schema, path), text.slice(equals + 1), words, path) };
}

/** Who set the field that an issue is about: the one with the longest path in common. */
function sourceOf(issue: SchemaIssue, sources: readonly Source[]): Source | undefined {
  const path = issue.path.slice(1);
  const reaches = ({ path: own }: Source): boolean => own.slice(0, path.length).every((part, index) => part === path[index]);
  return sources.filter(reaches).toSorted((left, right) => right.path.length - left.path.length)[0];
}

function valueAt(spec: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[part], spec);
}

/** The flag that gives a required field, or the required field inside a required object. */
function remedy(path: readonly PropertyKey[], flags: readonly SpecFlag[], schema: JsonObject): string {
  const own = path.slice(1).map((part) => (typeof part === 'number' ? part : String(part)));
  const below = flags.filter((flag) => 'path' in flag && own.every((part, index) => flag.path[index] === part));
  const required: unknown = own.length === 0 ? schema['required'] : schemaAt(schema, own)['required'];
  const isRequired = (name: unknown): boolean => Array.isArray(required) && required.includes(name);
  const flag = below.find(
    (candidate) => 'path' in candidate && (candidate.path.length === own.length || isRequired(candidate.path[own.length])),
  );
  if (flag !== undefined) return `give it with --${flag.name}`;
  return `give it with --set ${own.length === 0 ? 'PATH' : fieldPath(own)}=VALUE`;
}

function refusal(
  kind: KindDefinition,
  spec: JsonObject,
  issues: readonly SchemaIssue[],
  sources: readonly Source[],
  flags: readonly SpecFlag[],
): CliError {
  const told = issues.map((issue) => {
    const field = fieldPath(issue.path);
    const source = sourceOf(issue, sources);
    if (source !== undefined) return { text: `${source.words}: ${field}: ${issue.message}`, fix: `correct ${source.words}` };
    const isMissing = valueAt(spec, issue.path.slice(1)) === undefined;
    return {
      text: isMissing ? `${field} is required` : `${field}: ${issue.message}`,
      fix: remedy(issue.path, flags, openApiSchema(kind.spec)),
    };
  });
  return new CliError({
    exit: EXIT.usage,
    message: `the ${kind.kind} that these flags describe is not valid`,
    why: told.map(({ text }) => text).join('; '),
    fix: [...new Set(told.map(({ fix }) => fix))].join('; '),
  });
}

/**
 * The spec that flags and `--set` describe; only what was given is in it, defaults are the server's. Throws one usage error that names flag,
 * field, cause and remedy of everything wrong with it.
 */
export function buildSpec(kind: KindDefinition, flags: readonly SpecFlag[], input: SpecInput): JsonObject {
  const schema = openApiSchema(kind.spec);
  const sources = [
    ...flags.flatMap((flag) => fromFlag(flag, input.flags[flag.name], schema, input.name)),
    ...input.set.map((text) => fromSet(text, schema)),
  ];
  const spec = sources.reduce<JsonObject>((before, field) => setField(before, field), {});
  const issues = specIssues(kind, spec);
  if (issues.length > 0) throw refusal(kind, spec, issues, sources, flags);
  return spec;
}
