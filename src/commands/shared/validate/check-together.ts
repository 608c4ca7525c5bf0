import { canonicalJson } from '../../../kernel/hash.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { closest } from '../../../output/closest.ts';
import { fieldPath } from '../apply/field-path.ts';
import type { KnownDocument } from './check-document.ts';
import type { Finding, Severity } from './finding.ts';
import type { Found } from './find-object.ts';
import { keysOf } from './find-object.ts';
import type { PlacedDocument } from './placed-document.ts';
import type { ReferenceValue } from './reference-values.ts';
import { referenceValues } from './reference-values.ts';

/** Looks in the cluster. */
export type FindInCluster = (type: ResourceType, name: string, namespace: string | undefined) => Promise<Found>;

interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

function identityOf(object: JsonObject, namespace: string): Identity | undefined {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace: own } = isJsonObject(metadata) ? metadata : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return { apiVersion, kind, name, namespace: typeof own === 'string' ? own : namespace };
}

function group(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** Objects that stand twice in the files: where they differ, the later one would overwrite the earlier. */
export function duplicates(
  documents: readonly PlacedDocument[],
  isClusterScoped: (kind: string, apiVersion: string) => boolean,
  namespace: string,
): readonly Finding[] {
  const first = new Map<string, PlacedDocument>();
  return documents.flatMap((document): readonly Finding[] => {
    const identity = identityOf(document.object, namespace);
    if (identity === undefined) return [];
    const { apiVersion, kind, name } = identity;
    const at = isClusterScoped(kind, apiVersion) ? '' : (identity.namespace ?? '');
    const id = JSON.stringify([group(apiVersion), kind, at, name]);
    const before = first.get(id);
    if (before === undefined) {
      first.set(id, document);
      return [];
    }
    const { file, line } = before.place([]);
    const where = line === undefined ? file : `${file}:${line}`;
    const isSame = canonicalJson(before.object) === canonicalJson(document.object);
    return [
      {
        ...document.place(['metadata', 'name']),
        severity: isSame || file !== document.place([]).file ? 'warning' : 'error',
        rule: 'duplicate',
        object: `${kind} ${name}`,
        field: 'metadata.name',
        cause: `${isSame ? 'it stands just like this' : 'another version of it stands'} in ${where} already`,
        fix: 'keep one of them, or give this one another name or namespace',
      },
    ];
  });
}

function inFiles(reference: ReferenceValue, namespace: string | undefined, documents: readonly PlacedDocument[], fallback: string): Found {
  const { to, name } = reference;
  const found = documents.find(({ object }) => {
    const identity = identityOf(object, fallback);
    if (identity?.kind !== to.kind || identity.name !== name || group(identity.apiVersion) !== to.group) return false;
    return to.scope === 'Cluster' || identity.namespace === namespace;
  });
  if (found === undefined) return { is: 'missing' };
  const keys = keysOf(to, found.object);
  return { is: 'there', ...(keys !== undefined && { keys }) };
}

/** Names of the type that stand in the files: what a mistyped reference may have meant. */
function namesInFiles(to: ResourceType, documents: readonly PlacedDocument[]): readonly string[] {
  return documents.flatMap(({ object }) => {
    const identity = identityOf(object, '');
    return identity?.kind === to.kind && identity.apiVersion === apiVersionOf(to) ? [identity.name] : [];
  });
}

/**
 * What objects name and nobody has: other objects, and keys of Secrets and ConfigMaps. Without a cluster, what is not in the files may still be
 * there: it is a warning. Nothing is said of what may be missing (`optional`).
 */
export async function brokenReferences(
  known: readonly KnownDocument[],
  documents: readonly PlacedDocument[],
  namespace: string,
  find: FindInCluster | undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const document of known) {
    for (const reference of referenceValues(document.object, document.kind.references ?? [])) {
      if (reference.optional || (reference.ofCluster && find === undefined)) continue;
      const at = reference.namespace ?? document.namespace;
      const { to, name, path } = reference;
      const what = `${to.kind} ${name}`;
      const report = (severity: Severity, cause: string, fix: string): void => {
        findings.push({
          ...document.place(path),
          severity,
          rule: 'reference',
          object: document.called,
          field: fieldPath(path),
          cause,
          fix,
        });
      };
      const here = inFiles(reference, at, documents, namespace);
      const found = here.is === 'missing' && find !== undefined ? await find(to, name, at) : here;
      if (found.is === 'unknown')
        report('warning', `whether ${what} is there cannot be said: ${found.why}`, 'ask for the right, or look for it yourself');
      if (found.is === 'missing') {
        const meant = closest(name, namesInFiles(to, documents));
        const place = to.scope === 'Namespaced' && at !== undefined ? ` in namespace ${at}` : '';
        const fix =
          meant === undefined
            ? find === undefined
              ? 'add it, or look in the cluster with --live'
              : 'make it first, or name another one'
            : `did you mean "${meant}"?`;
        report(
          find === undefined ? 'warning' : 'error',
          find === undefined ? `${what} is not in these files` : `there is no ${what}${place}, here or in the cluster`,
          fix,
        );
      }
      if (found.is !== 'there' || found.keys === undefined) continue;
      for (const key of reference.keys.filter((wanted) => found.keys?.includes(wanted) !== true)) {
        const has = found.keys.length === 0 ? 'it has none' : `it has: ${found.keys.join(', ')}`;
        report('error', `${what} has no key "${key}" (${has})`, 'add the key, or name another one');
      }
    }
  }
  return findings;
}
