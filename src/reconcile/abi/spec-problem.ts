import { parseQuantity } from '../../kernel/quantity.ts';
import { abiInstanceName } from '../../kinds/abi/abi-instance.ts';
import { podOverrides } from './pod-overrides.ts';
import type { AbiInstancePrimary } from './observe-instance.ts';
import { resourceProblem } from './resource-problem.ts';

/** Why nothing can be made of a spec that its schema lets pass. */
export interface SpecProblem {
  readonly reason: 'InvalidName' | 'MetalNotSupported' | 'InvalidImage' | 'InvalidResources' | 'InvalidStorage' | 'InvalidAnnotation';
  readonly message: string;
}

/** The first thing that the schema cannot judge and that keeps the objects from being made; undefined where the spec is fine. */
export function specProblem(primary: AbiInstancePrimary): SpecProblem | undefined {
  const { metadata, spec } = primary;
  const nameProblem = abiInstanceName.problem(metadata.name);
  if (nameProblem !== undefined) return { reason: 'InvalidName', message: nameProblem };
  if (spec.features.gpu && spec.gpu?.backend === 'metal') {
    return { reason: 'MetalNotSupported', message: 'spec.gpu.backend is metal, which no node of Kubernetes offers' };
  }
  if (/\s/.test(spec.image.repository)) {
    return { reason: 'InvalidImage', message: 'spec.image.repository must not contain white space' };
  }
  const resources = resourceProblem(spec);
  if (resources !== undefined) return { reason: 'InvalidResources', message: resources };
  if (spec.storage?.enabled === true && parseQuantity(spec.storage.size) === 0n) {
    return { reason: 'InvalidStorage', message: 'spec.storage.size must be more than 0' };
  }
  const overrides = podOverrides(primary);
  return 'problem' in overrides ? { reason: 'InvalidAnnotation', message: overrides.problem } : undefined;
}
