import { z } from 'zod';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KindDefinition } from '../../src/kernel/kind-definition.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { resourceNameOf } from '../../src/kernel/resource-type.ts';

/** A kind of a group of its own, whose `spec.size` is at most 3. */
export function ratchetKind(group: string): KindDefinition & { readonly version: string } {
  return {
    group,
    version: 'v1',
    kind: 'Ratchet',
    plural: 'ratchets',
    singular: 'ratchet',
    listKind: 'RatchetList',
    scope: 'Namespaced',
    system: 'maia',
    shortNames: [],
    categories: [],
    description: 'A test.',
    columns: [],
    specPresence: 'required',
    spec: z.object({ size: z.number().max(3), note: z.string().optional() }),
    status: z.object({}),
  };
}

/** Its definition with any schema of `spec.size`. */
export function ratchetDefinition(kind: KindDefinition, size: JsonObject): Manifest {
  const { group, listKind, plural, scope, singular, version } = kind;
  const spec = { type: 'object', properties: { size, note: { type: 'string' } } };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: resourceNameOf(kind) },
    spec: {
      group,
      scope,
      names: { kind: kind.kind, plural, singular, listKind },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
