import type { ServedResource } from '../../resources/served-resource.ts';
import { crdStrategy } from '../../schema/crd/crd-strategy.ts';
import { DEFINITION_COLUMNS } from '../columns/cluster-columns.ts';
import { defineBuiltin } from './define-builtin.ts';

/** `apiextensions.k8s.io/v1`, CustomResourceDefinition. */
export const DEFINITIONS: ServedResource = {
  ...defineBuiltin({
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    scope: 'Cluster',
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    hasGeneration: true,
    status: {},
    columns: DEFINITION_COLUMNS,
  }),
  strategy: crdStrategy,
};
