import { stringify } from 'yaml';
import type { Manifest } from '../../kernel/kube-object.ts';

const HEADER = '# Generated from the rights that the reconcilers declare, and from src/manifests/operator. Do not edit.\n';

/** Manifests as one YAML stream: the same manifests always give the same bytes. */
export function operatorYaml(manifests: readonly Manifest[]): string {
  const documents = manifests.map((manifest) =>
    stringify(manifest, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false, version: '1.1' }),
  );
  return HEADER + documents.join('---\n');
}

/** The kustomization beside such a file. Its name has no ending, so that `kubectl apply -f` of the folder passes over it. */
export function kustomization(resources: readonly string[]): string {
  return HEADER + stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }, { indentSeq: false });
}
