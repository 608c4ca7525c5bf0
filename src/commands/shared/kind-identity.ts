import type { KindDefinition } from '../../kernel/kind-definition.ts';

/** What commands need to find and name objects of a kind. Reading it loads no schema. */
export type KindIdentity = Pick<
  KindDefinition,
  | 'system'
  | 'group'
  | 'version'
  | 'kind'
  | 'plural'
  | 'singular'
  | 'listKind'
  | 'scope'
  | 'shortNames'
  | 'scale'
  | 'replicas'
  | 'replicasLimit'
  | 'suspend'
  | 'imageTag'
  | 'groups'
>;

/** The identity part of a kind definition, keys always in the same order. */
export function identityOf(kind: KindIdentity): KindIdentity {
  const {
    system,
    group,
    version,
    plural,
    singular,
    listKind,
    scope,
    shortNames,
    scale,
    replicas,
    replicasLimit,
    suspend,
    imageTag,
    groups,
  } = kind;
  return {
    system,
    group,
    version,
    kind: kind.kind,
    plural,
    singular,
    listKind,
    scope,
    shortNames,
    ...(scale !== undefined && { scale }),
    ...(replicas !== undefined && { replicas }),
    ...(replicasLimit !== undefined && { replicasLimit }),
    ...(suspend !== undefined && { suspend }),
    ...(imageTag !== undefined && { imageTag }),
    ...(groups !== undefined && { groups }),
  };
}
