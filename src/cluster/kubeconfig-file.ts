import type { ZodMiniType } from 'zod/mini';
import { isAbsolute, dirname, join, resolve, sep } from 'node:path';
import { isJsonObject } from '../kernel/json.ts';
import type { JsonObject } from '../kernel/json.ts';
import { configurationError } from './configuration-error.ts';
import { clusterSchema, contextSchema, userSchema } from './kubeconfig-schema.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-schema.ts';

/** An entry that has not been looked at yet, and where it stands. Only the entries in use are checked: the others cost nothing. */
export interface RawEntry {
  readonly file: string;
  readonly value: unknown;
}

/** One kubeconfig file, read as far as merging needs. */
export interface KubeconfigFile {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, RawEntry>;
  readonly users: ReadonlyMap<string, RawEntry>;
  readonly contexts: ReadonlyMap<string, RawEntry>;
}

type EntryKind = 'cluster' | 'user' | 'context';

/**
 * Reads the text of a kubeconfig file (YAML or JSON). Throws an ApiError `Configuration` that names the file and the field.
 * The YAML library is loaded here: a process in a cluster never needs it.
 */
export async function parseKubeconfig(file: string, text: string): Promise<KubeconfigFile> {
  const root = await parseText(file, text);
  if (root === null || root === undefined) return { currentContext: undefined, clusters: new Map(), users: new Map(), contexts: new Map() };
  if (!isJsonObject(root)) throw configurationError(`kubeconfig ${file}: is not a mapping`);
  const currentContext = root['current-context'] ?? undefined;
  if (currentContext !== undefined && typeof currentContext !== 'string') {
    throw configurationError(`kubeconfig ${file}: current-context must be a string`);
  }
  return {
    currentContext: currentContext === '' ? undefined : currentContext,
    clusters: namedEntries(file, root, 'cluster'),
    users: namedEntries(file, root, 'user'),
    contexts: namedEntries(file, root, 'context'),
  };
}

async function parseText(file: string, text: string): Promise<unknown> {
  if (text.trim() === '') return undefined;
  try {
    if (text.startsWith('{')) return JSON.parse(text);
  } catch {
    // A YAML flow mapping may start like JSON.
  }
  const { parseYamlText } = await import('./yaml-text.ts');
  const parsed = parseYamlText(text);
  if ('value' in parsed) return parsed.value;
  // Only the place is told: the line itself may hold a token.
  throw configurationError(`kubeconfig ${file}: is not valid YAML${parsed.line === undefined ? '' : ` (line ${parsed.line})`}`);
}

function namedEntries(file: string, root: JsonObject, kind: EntryKind): ReadonlyMap<string, RawEntry> {
  const field = `${kind}s`;
  const list = root[field] ?? [];
  if (!Array.isArray(list)) throw configurationError(`kubeconfig ${file}: ${field} must be a list`);
  const entries = new Map<string, RawEntry>();
  for (const [index, item] of (list as unknown[]).entries()) {
    const name = isJsonObject(item) ? item['name'] : undefined;
    if (!isJsonObject(item) || typeof name !== 'string')
      throw configurationError(`kubeconfig ${file}: ${field}[${index}].name must be a string`);
    if (entries.has(name)) throw configurationError(`kubeconfig ${file}: ${field} has two entries named "${name}"`);
    entries.set(name, { file, value: item[kind] ?? {} });
  }
  return entries;
}

/** Checks a cluster entry and makes its paths absolute. */
export function readCluster(name: string, entry: RawEntry): ClusterEntry {
  const cluster = check(clusterSchema, 'cluster', name, entry);
  return { ...cluster, 'certificate-authority': besideFile(entry.file, cluster['certificate-authority']) };
}

/** Checks a user entry and makes its paths absolute: those of files, and of a plugin that is named by a path. */
export function readUser(name: string, entry: RawEntry): UserEntry {
  const user = check(userSchema, 'user', name, entry);
  return {
    ...user,
    'client-certificate': besideFile(entry.file, user['client-certificate']),
    'client-key': besideFile(entry.file, user['client-key']),
    tokenFile: besideFile(entry.file, user.tokenFile),
    exec:
      user.exec?.command.includes(sep) === true ? { ...user.exec, command: resolve(dirname(entry.file), user.exec.command) } : user.exec,
  };
}

/** Checks a context entry. */
export function readContext(name: string, entry: RawEntry): ContextEntry {
  return check(contextSchema, 'context', name, entry);
}

function besideFile(file: string, path: string | null | undefined): string | null | undefined {
  if (path === null || path === undefined || path === '' || isAbsolute(path)) return path;
  return join(dirname(file), path);
}

function check<T>(schema: ZodMiniType<T>, kind: EntryKind, name: string, entry: RawEntry): T {
  const result = schema.safeParse(entry.value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = [`${kind}s["${name}"]`, kind, ...(issue?.path ?? [])].map(String).join('.');
  throw configurationError(`kubeconfig ${entry.file}: ${path} ${describeIssue(issue)}`);
}

/** Our own words: zod/mini has none without a locale, and a value never belongs into this message. */
function describeIssue(
  issue: { readonly code?: string; readonly expected?: string; readonly values?: readonly unknown[] } | undefined,
): string {
  if (issue?.code === 'invalid_type')
    return `must be ${issue.expected === 'object' || issue.expected === 'array' ? 'an' : 'a'} ${issue.expected}`;
  if (issue?.code === 'invalid_value') return `must be one of ${(issue.values ?? []).join(', ')}`;
  if (issue?.code === 'too_small') return 'must not be empty';
  return 'is not valid';
}
