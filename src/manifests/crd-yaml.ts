import { stringify } from 'yaml';
import type { KindDefinition } from '../kernel/kind-definition.ts';
import { resourceNameOf } from '../kernel/resource-type.ts';
import { crdOf } from './crd.ts';

const HEADER = '# Generated from src/kinds by tools/generate-crds.ts. Do not edit.\n';

/** The name of the file in `crds/` that holds the CRD of a kind. */
export function crdFileName(kind: Pick<KindDefinition, 'group' | 'plural'>): string {
  return `${resourceNameOf(kind)}.yaml`;
}

/** The CRD of a kind as YAML text: the same definition always gives the same bytes. */
export function crdYaml(kind: KindDefinition): string {
  return HEADER + stringify(crdOf(kind), { lineWidth: 0, aliasDuplicateObjects: false });
}
