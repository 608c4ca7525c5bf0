import type { JsonObject } from '../../../kernel/json.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../../objects/admission.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { formatQuantity } from '../../values/canonical-quantity.ts';
import { changeEach, fill, put } from '../values/change.ts';
import { labelsIn, listIn, objectIn, specOf, textIn } from '../../values/read-values.ts';
import { boundProblems, type Amounts, type Asked, type Bounds } from './limit-constraints.ts';
import { creates, refusal, type PluginParts } from './plugin-parts.ts';

function askedOf(container: JsonObject): Asked {
  const resources = objectIn(container['resources']);
  return { requests: labelsIn(resources['requests']), limits: labelsIn(resources['limits']) };
}

function added(sums: Record<string, string>, amounts: Amounts): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const sum = (parseQuantity(sums[name] ?? '0') ?? 0n) + (parseQuantity(amount) ?? 0n);
    sums[name] = formatQuantity(sum, sums[name] ?? amount);
  }
}

/** What all containers of a pod ask for together; a resource that one of them does not bound is not bounded. */
function askedByPod(spec: JsonObject): Asked {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const container of listIn(spec['containers'])) {
    const asked = askedOf(container);
    added(requests, asked.requests);
    added(limits, asked.limits);
  }
  return { requests, limits };
}

function boundsOf(item: JsonObject): Bounds {
  return {
    type: textIn(item['type']),
    min: labelsIn(item['min']),
    max: labelsIn(item['max']),
    maxLimitRequestRatio: labelsIn(item['maxLimitRequestRatio']),
  };
}

function podProblems(spec: JsonObject, bounds: Bounds): readonly string[] {
  if (bounds.type === 'Container') {
    return ['containers', 'initContainers'].flatMap((list) =>
      listIn(spec[list]).flatMap((container) => [...boundProblems(bounds, askedOf(container))]),
    );
  }
  return bounds.type === 'Pod' ? boundProblems(bounds, askedByPod(spec)) : [];
}

/** What the plug-in set, for the annotation. */
interface Notes {
  readonly texts: string[];
}

function withDefaultsOf(container: JsonObject, requests: Amounts, limits: Amounts, what: string, notes: Notes): JsonObject {
  const resources = objectIn(container['resources']);
  const missing = (field: string, amounts: Amounts): readonly string[] =>
    Object.keys(amounts)
      .filter((name) => labelsIn(resources[field])[name] === undefined)
      .toSorted();
  let next = resources;
  for (const [field, amounts] of [
    ['requests', requests],
    ['limits', limits],
  ] as const) {
    const names = missing(field, amounts);
    if (names.length === 0) continue;
    next = put(next, field, fill(labelsIn(resources[field]), amounts));
    notes.texts.push(`${names.join(', ')} ${field.slice(0, -1)} for ${what} ${textIn(container['name'])}`);
  }
  return put(container, 'resources', next);
}

const ANNOTATION = 'kubernetes.io/limit-ranger';

/** LimitRanges: amounts that containers do not name are filled in, those out of bounds are refused. */
export function limitRangerPlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  const itemsOf = (namespace: string | undefined): readonly JsonObject[] =>
    storage.list('limitranges', namespace).flatMap((range) => [...listIn(specOf(range)['limits'])]);

  const withAmounts = (pod: Draft, items: readonly JsonObject[]): Draft => {
    const notes: Notes = { texts: [] };
    let spec = specOf(pod);
    for (const item of items.filter(({ type }) => type === 'Container')) {
      const requests = labelsIn(item['defaultRequest']);
      const limits = labelsIn(item['default']);
      spec = changeEach(spec, 'containers', (container) => withDefaultsOf(container, requests, limits, 'container', notes));
      spec = changeEach(spec, 'initContainers', (container) => withDefaultsOf(container, requests, limits, 'init container', notes));
    }
    if (notes.texts.length === 0) return pod;
    const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.texts.join('; ')}` };
    return put({ ...pod, metadata: { ...pod.metadata, annotations } }, 'spec', spec);
  };

  const refuse = (request: AdmissionRequest, problems: readonly string[]): void => {
    const different = [...new Set(problems)];
    if (different.length === 1) throw refusal(request, different[0] ?? '');
    if (different.length > 1) throw refusal(request, `[${different.join(', ')}]`);
  };

  return {
    name: 'LimitRanger',
    mutate: (request) => {
      if (!creates(request, 'pods')) return request.object;
      const items = itemsOf(request.namespace);
      return items.length === 0 ? request.object : withAmounts(request.object, items);
    },
    validate: (request) => {
      const { operation, subresource, resource, namespace, object } = request;
      if (creates(request, 'pods')) {
        refuse(
          request,
          itemsOf(namespace).flatMap((item) => [...podProblems(specOf(object), boundsOf(item))]),
        );
      } else if (operation !== 'DELETE' && subresource === '' && resource.group === '' && resource.plural === 'persistentvolumeclaims') {
        const asked = { requests: labelsIn(objectIn(specOf(object)['resources'])['requests']), limits: {} };
        const items = itemsOf(namespace).filter(({ type }) => type === 'PersistentVolumeClaim');
        refuse(
          request,
          items.flatMap((item) => [...boundProblems(boundsOf(item), asked)]),
        );
      }
    },
  };
}
