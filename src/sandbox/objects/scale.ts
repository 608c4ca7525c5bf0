import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { apiFailure } from '../failures/api-failure.ts';
import type { ScalePaths, ServedResource } from '../resources/served-resource.ts';
import { valueAt, withValueAt } from './dot-path.ts';
import { noSuchPath } from '../failures/common-failures.ts';
import { metaOf } from './meta.ts';
import { selectorText } from './selector-text.ts';

export const SCALE_API_VERSION = 'autoscaling/v1';

/** Where a type keeps its replicas. Throws 404 where it has no scale. */
export function scalePaths({ scale }: ServedResource): ScalePaths {
  if (scale === undefined) throw noSuchPath();
  return scale;
}

function countAt(object: KubeObject, path: string): number | undefined {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : undefined;
}

function selectorOf({ custom }: ServedResource, { labelSelectorPath }: ScalePaths, object: KubeObject): string {
  const value =
    labelSelectorPath === undefined ? (custom ? undefined : valueAt(object, '.spec.selector')) : valueAt(object, labelSelectorPath);
  return isJsonObject(value) ? selectorText(value) : typeof value === 'string' ? value : '';
}

/** The Scale of an object (`autoscaling/v1`). Zero replicas are left out of its spec, as Go writes it. */
export function scaleOf(resource: ServedResource, object: KubeObject): KubeObject {
  const paths = scalePaths(resource);
  const replicas = countAt(object, paths.specReplicasPath) ?? 0;
  const selector = selectorOf(resource, paths, object);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metaOf(object.metadata);
  return {
    kind: 'Scale',
    apiVersion: SCALE_API_VERSION,
    metadata: metaOf({ name, namespace, uid, resourceVersion, creationTimestamp }) as KubeObject['metadata'],
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: countAt(object, paths.statusReplicasPath) ?? 0, ...(selector === '' ? {} : { selector }) },
  };
}

/** The Scale for a read. Throws 500 where a custom resource has no replicas to show. */
export function readScale(resource: ServedResource, object: KubeObject): KubeObject {
  const { specReplicasPath } = scalePaths(resource);
  if (resource.custom && valueAt(object, specReplicasPath) === undefined) {
    const why = `the spec replicas field ${JSON.stringify(specReplicasPath)} does not exist`;
    throw apiFailure(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
  }
  return scaleOf(resource, object);
}

/** The object with the replicas of a Scale. */
export function withReplicas(resource: ServedResource, object: KubeObject, replicas: number): KubeObject {
  return withValueAt(object, scalePaths(resource).specReplicasPath, replicas);
}
