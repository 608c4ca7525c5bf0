import type { Clock } from '../../../kernel/clock.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { apiFailure, type ApiFailure } from '../../failures/api-failure.ts';
import { forbidden } from '../../failures/common-failures.ts';
import type { AdmissionRequest } from '../../objects/admission.ts';
import type { ResourceRegistry } from '../../resources/resource-registry.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';

/** What the plug-ins look at. */
export interface PluginParts {
  readonly storage: ObjectStorage;
  readonly registry: ResourceRegistry;
  readonly clock: Clock;
  /** In [0, 1), seeded: for the names of token volumes. */
  readonly random: () => number;
}

/** A draft whose fields may be replaced by name. */
export type LooseDraft = Draft & Record<string, unknown>;

/** Whether a request creates an object of that type (`pods`, `ingresses.networking.k8s.io`). */
export function creates({ operation, subresource, resource }: AdmissionRequest, name: string): boolean {
  return operation === 'CREATE' && subresource === '' && resourceNameOf(resource) === name;
}

/** 403 about the object of a request. */
export function refusal({ resource, name }: AdmissionRequest, why: string): ApiFailure {
  return forbidden(resource, name, why);
}

/** 403 with a cause. */
export function refusalBecause(
  request: AdmissionRequest,
  why: string,
  cause: { reason: string; message: string; field: string },
): ApiFailure {
  const { status } = refusal(request, why);
  return apiFailure(403, 'Forbidden', status.message, { ...status.details, causes: [cause] });
}
