import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { isOfType } from '../../kernel/resource-type.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { AnyReconciler } from '../../registry.ts';
import type { Blocker } from '../../reconcile/engine/contract.ts';
import { fieldPath } from './apply/field-path.ts';
import { specAsRead } from './apply/spec-as-read.ts';
import { specIssues } from './apply/spec-issues.ts';
import { offlineWorld } from './offline-world.ts';
import type { ManifestDocument } from './read-manifests.ts';

/** What a reconciler would do for one new object. */
export interface Rendered {
  readonly object: KubeObject;
  /** The children that it would apply, in order. */
  readonly children: readonly Manifest[];
  /** Why it stops there, if something it needs is not in the input. */
  readonly blocked?: Blocker;
}

/** An object that was never stored: placeholders where the server would have put something. */
function asStored(document: ManifestDocument, namespace: string | undefined): KubeObject {
  const { where, object } = document;
  const metadata = object['metadata'];
  if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '') {
    throw usageError(`${where}: ${object.kind} has no metadata.name`, 'give it a name');
  }
  return {
    ...object,
    metadata: {
      uid: '00000000-0000-0000-0000-000000000000',
      resourceVersion: '0',
      generation: 1,
      creationTimestamp: '1970-01-01T00:00:00Z',
      ...metadata,
      name: metadata['name'],
      ...(namespace !== undefined && { namespace: typeof metadata['namespace'] === 'string' ? metadata['namespace'] : namespace }),
    },
  };
}

function invalidObject(where: string, object: KubeObject, issues: readonly SchemaIssue[]): CliError {
  return new CliError({
    exit: EXIT.usage,
    message: `${where}: ${object.kind} ${object.metadata.name} is not valid`,
    why: issues.map((issue) => `${fieldPath(issue.path)}: ${issue.message}`).join('; '),
    fix: `correct ${[...new Set(issues.map((issue) => fieldPath(issue.path)))].join(', ')}`,
  });
}

/** Cluster-scoped types of Kubernetes that stand beside custom resources in a file: they get no namespace. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'PersistentVolume',
]);

function scopeNamespace(document: ManifestDocument, reconcilers: readonly AnyReconciler[], namespace: string): string | undefined {
  const reconciler = reconcilers.find(({ kind }) => isOfType(document.object, kind));
  const cluster = reconciler === undefined ? CLUSTER_SCOPED.has(document.object.kind) : reconciler.kind.scope === 'Cluster';
  return cluster ? undefined : namespace;
}

/**
 * Plans every custom resource among the documents as if it had just been created in an empty cluster that holds the other documents.
 * Throws a usage error (exit 2) naming object and fields for one that does not fit its schema. Documents of kinds that no reconciler
 * has are only looked up, not rendered.
 */
export async function renderChildren(
  documents: readonly ManifestDocument[],
  reconcilers: readonly AnyReconciler[],
  namespace: string,
  now: number,
): Promise<readonly Rendered[]> {
  const stored = documents.map((document) => ({
    where: document.where,
    object: asStored(document, scopeNamespace(document, reconcilers, namespace)),
  }));
  const objects = stored.map(({ object }) => object);
  const rendered: Rendered[] = [];
  for (const { where, object } of stored) {
    const reconciler = reconcilers.find(({ kind }) => isOfType(object, kind));
    if (reconciler === undefined) continue;
    const spec = reconciler.kind.spec.safeParse(specAsRead(reconciler.kind, object['spec']));
    const issues = specIssues(reconciler.kind, object['spec']);
    if (!spec.success || issues.length > 0) throw invalidObject(where, object, issues);
    const primary = { ...object, spec: spec.data };
    const observed = await reconciler.observe(primary, offlineWorld(object, objects));
    const plan = reconciler.plan(primary, observed, now, []);
    const children = plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map((child) => child.manifest) : []));
    rendered.push({ object, children, ...(plan.blocked !== undefined && { blocked: plan.blocked }) });
  }
  return rendered;
}
