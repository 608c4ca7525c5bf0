import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { checkDocument } from './check-document.ts';
import { brokenReferences, duplicates } from './check-together.ts';
import type { FindInCluster } from './check-together.ts';
import type { Finding } from './finding.ts';
import { placedDocuments } from './placed-document.ts';

/** One text to check, and what messages call it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** One object of the report. */
export interface ValidatedObject {
  readonly file: string;
  readonly document: number;
  readonly line?: number;
  readonly object: string;
}

/** Everything that was looked at and everything that was found, in the order of the files. */
export interface Validation {
  readonly files: readonly string[];
  /** Objects of our kinds. */
  readonly objects: readonly ValidatedObject[];
  /** Kinds of the documents that nothing is known about, with their number. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

/** Kinds of Kubernetes itself without a namespace, as far as manifests usually have them. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
]);

function inOrder(files: readonly string[]): (left: Finding, right: Finding) => number {
  return (left, right) =>
    files.indexOf(left.file) - files.indexOf(right.file) ||
    left.document - right.document ||
    (left.line ?? 0) - (right.line ?? 0) ||
    (left.column ?? 0) - (right.column ?? 0);
}

/** Checks texts: each document by itself, then all of them together, and with `find` against the cluster as well. */
export async function validateFiles(
  sources: readonly SourceText[],
  kinds: readonly KindDefinition[],
  namespace: string,
  find: FindInCluster | undefined,
): Promise<Validation> {
  const read = sources.map(({ name, text }) => placedDocuments(text, name));
  const documents = read.flatMap((one) => one.documents);
  const checked = documents.map((document) => ({ document, ...checkDocument(document, kinds, namespace) }));
  const known = checked.flatMap((one) => one.known ?? []);
  const isClusterScoped = (kind: string, apiVersion: string): boolean =>
    kinds.find((ours) => ours.kind === kind && apiVersionOf(ours) === apiVersion)?.scope === 'Cluster' || CLUSTER_SCOPED.has(kind);
  const findings = [
    ...read.flatMap((one) => one.findings),
    ...checked.flatMap((one) => one.findings),
    ...duplicates(documents, isClusterScoped, namespace),
    ...(await brokenReferences(known, documents, namespace, find)),
  ];
  const files = sources.map(({ name }) => name);
  const skipped: Record<string, number> = {};
  for (const { document, foreign } of checked) {
    const kind = String(document.object['kind']);
    if (foreign === true) skipped[kind] = (skipped[kind] ?? 0) + 1;
  }
  const objects = known.map((document): ValidatedObject => {
    const { file, document: number, line } = document.place([]);
    return { file, document: number, ...(line !== undefined && { line }), object: document.called };
  });
  return { files, objects, skipped, findings: findings.toSorted(inOrder(files)) };
}
