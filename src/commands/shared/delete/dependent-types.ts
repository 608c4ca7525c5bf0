import { NAMESPACE } from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { USUAL_CHILDREN, withDerived } from '../describe-object/known-types.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';

/** The types of objects that may belong to one of ours, directly or through another: what a delete may take along. */
export const DEPENDENT_TYPES: readonly ResourceType[] = [...KIND_IDENTITIES, NAMESPACE, ...withDerived(USUAL_CHILDREN)];
