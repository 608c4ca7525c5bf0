import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { ChangeAdvice } from './change-advice.ts';

/** By kind (`plural.group`), loaded when it is needed. Most kinds need none. */
const ADVICE: Readonly<Record<string, () => Promise<ChangeAdvice>>> = {
  'abiinstances.abi.io': async () => (await import('../../abi/shared/findings/abi-advice.ts')).ABI_ADVICE,
};

/** The advice on a kind; undefined where there is none. */
export async function adviceOn(kind: KindIdentity): Promise<ChangeAdvice | undefined> {
  return await ADVICE[resourceNameOf(kind)]?.();
}
