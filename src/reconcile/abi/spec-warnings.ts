import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { missingCredential } from '../../templates/abi/secret-references.ts';

/** Something in a spec that is allowed and hardly meant. Reason and message are the same as long as it is there. */
export interface SpecWarning {
  readonly reason: string;
  readonly message: string;
}

/** All warnings about a spec. */
export function specWarnings(spec: AbiInstanceSpec): readonly SpecWarning[] {
  const { config, features, gpu, image, llm } = spec;
  const warnings: SpecWarning[] = [];
  if (image.tag === 'latest' && image.pullPolicy === 'IfNotPresent' && !image.repository.includes('@')) {
    const message = 'spec.image.tag is latest and pulled only where it is missing: nodes may run different versions; name a version';
    warnings.push({ reason: 'MutableTag', message });
  }
  if (gpu !== undefined && !features.gpu) {
    warnings.push({ reason: 'GpuBlockIgnored', message: 'spec.gpu is ignored, since spec.features.gpu is false' });
  }
  if (!features.web && !features.network) {
    warnings.push({ reason: 'NoServicePort', message: 'spec.features.web and network are both false: only the metrics can be reached' });
  }
  if (config.tracing && config.jaegerEndpoint === undefined) {
    warnings.push({ reason: 'TracingEndpointMissing', message: 'spec.config.tracing is on without spec.config.jaegerEndpoint' });
  }
  const credential = missingCredential(spec);
  if (credential !== undefined) {
    const message = `spec.llm.provider is ${llm?.provider ?? ''}, but ${credential} is not set: the provider will want a key`;
    warnings.push({ reason: 'MissingCredential', message });
  }
  return warnings;
}
