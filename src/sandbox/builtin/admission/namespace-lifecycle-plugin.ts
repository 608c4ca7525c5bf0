import { NAMESPACE } from '../../../kernel/builtin-types.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { notFound } from '../../failures/common-failures.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../../objects/admission.ts';
import { refusal, refusalBecause, type PluginParts } from './plugin-parts.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/** Objects need a namespace that is there and stays; some namespaces stay for ever. */
export function namespaceLifecyclePlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  const checkNamespace = (request: AdmissionRequest): void => {
    const { operation, namespace, subresource } = request;
    if (namespace === undefined || operation !== 'CREATE' || subresource !== '') return;
    const found = storage.get('namespaces', { name: namespace });
    if (found === undefined) throw notFound(NAMESPACE, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    const message = `namespace ${namespace} is being terminated`;
    const cause = { reason: 'NamespaceTerminating', message, field: 'metadata.namespace' };
    throw refusalBecause(request, `unable to create new content in namespace ${namespace} because it is being terminated`, cause);
  };
  return {
    name: 'NamespaceLifecycle',
    mutate: (request) => {
      if (request.resource.scope === 'Namespaced') checkNamespace(request);
      return request.object;
    },
    validate: (request) => {
      if (request.operation !== 'DELETE' || resourceNameOf(request.resource) !== 'namespaces') return;
      if (IMMORTAL.has(request.name)) throw refusal(request, 'this namespace may not be deleted');
    },
  };
}
