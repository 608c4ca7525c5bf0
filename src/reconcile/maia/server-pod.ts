import { controllerOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';
import { maiaLabels } from '../../templates/maia/metadata.ts';
import { childNames } from '../../templates/maia/names.ts';

/** The instance that a server pod belongs to: by the labels that its template gives it and the name that its Deployment has. */
export function instanceOfPod(pod: KubeObject): ObjectKey | undefined {
  const { labels = {}, name, namespace } = pod.metadata;
  const instance = labels['app.kubernetes.io/instance'];
  if (instance === undefined || namespace === undefined) return undefined;
  if (Object.entries(maiaLabels(instance, 'server')).some(([label, value]) => labels[label] !== value)) return undefined;
  const owner = controllerOf(pod);
  const prefix = `${childNames.deployment(instance)}-`;
  return name.startsWith(prefix) && (owner === undefined || owner.name.startsWith(prefix)) ? { namespace, name: instance } : undefined;
}
