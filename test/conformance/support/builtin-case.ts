/** One request of a case; `NS` in path and body stands for the namespace of the run. */
export interface BuiltinStep {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Content type. Default JSON; a merge patch for PATCH. */
  readonly type?: string;
  readonly accept?: string;
}

/** Requests whose answers were recorded from a real server. */
export interface BuiltinCase {
  readonly name: string;
  /** The answer to the last one is compared. */
  readonly steps: readonly BuiltinStep[];
}

/** Objects of tests: whatever JSON. */
export type Body = Readonly<Record<string, unknown>>;

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

const GROUPS: Readonly<Record<string, string>> = {
  v1: '/api/v1',
};

/** The path of a collection: `at('apps/v1', 'deployments')`; `''` as namespace: cluster-scoped. */
export function at(apiVersion: string, plural: string, namespace = 'NS'): string {
  const root = GROUPS[apiVersion] ?? `/apis/${apiVersion}`;
  return namespace === '' ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`;
}

/** A create that leaves nothing behind. */
export function tryCreate(path: string, body: unknown, strict = false): BuiltinStep {
  return { method: 'POST', path: `${path}?dryRun=All${strict ? '&fieldValidation=Strict' : ''}`, body };
}

/** A create. */
export function create(path: string, body: unknown): BuiltinStep {
  return { method: 'POST', path, body };
}

/** A merge patch that leaves nothing behind; the object must be there. */
export function tryPatch(path: string, body: unknown): BuiltinStep {
  return { method: 'PATCH', path: `${path}?dryRun=All`, body, type: 'application/merge-patch+json' };
}

/** An update that leaves nothing behind, answered as a Table: how an object with that status is printed. */
export function tryPrint(path: string, body: unknown): BuiltinStep {
  return { method: 'PATCH', path: `${path}?dryRun=All`, body, type: 'application/merge-patch+json', accept: TABLE };
}

/** A create that leaves nothing behind, answered as a Table. */
export function tryCreatePrinted(path: string, body: unknown): BuiltinStep {
  return { method: 'POST', path: `${path}?dryRun=All`, body, accept: TABLE };
}

/** A case of one request or several. */
export function builtinCase(name: string, ...steps: readonly BuiltinStep[]): BuiltinCase {
  return { name, steps };
}
