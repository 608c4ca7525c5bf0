import { randomUUID } from 'node:crypto';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { NAMESPACE } from '../../src/kernel/builtin-types.ts';

/** Makes a namespace that no other test uses and gives its name. It goes when the control plane goes. */
export async function uniqueNamespace(api: Pick<KubeApi, 'create'>, prefix = 'test'): Promise<string> {
  const name = `${prefix}-${randomUUID().slice(0, 8)}`;
  await api.create(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}
