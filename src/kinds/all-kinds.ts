import type { KindDefinition } from '../kernel/kind-definition.ts';
import { abiInstance } from './abi/abi-instance.ts';
import { maiaInstance } from './maia/maia-instance.ts';
import { maiaTenant } from './maia/maia-tenant.ts';

/** Every kind of the five systems, by system. */
export const allKinds: readonly KindDefinition[] = [maiaInstance, maiaTenant, abiInstance];
