import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, PERSISTENT_VOLUME_CLAIM, POD, STATEFUL_SET } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { ownerPathOf, OWNER_ANNOTATION } from '../../../kernel/owner-annotation.ts';
import { ownerReferenceOf } from '../../../reconcile/engine/intent.ts';
import { shownObject } from '../diff/comparison.ts';
import { fieldDifferences, type FieldDifference } from '../diff/field-differences.ts';
import { maskPair } from '../diff/mask-pair.ts';
import type { Session } from '../session.ts';
import { podSelectorOf } from '../take-over/deployment-facts.ts';
import type { ChildFate, ChildItem, Finding } from './migration-plan.ts';
import type { ChildForecast } from './forecast-object.ts';

/** A child in the plan, and what stands in its way. */
export interface PlannedChild {
  readonly item: ChildItem;
  readonly finding?: Finding;
}

const ROLLED: readonly ResourceType[] = [DEPLOYMENT, STATEFUL_SET];

function fieldsOf(live: KubeObject, desired: KubeObject): readonly FieldDifference[] {
  const shown = maskPair({ live: shownObject(live, false), desired: shownObject(desired, false) });
  return fieldDifferences(shown.live, shown.desired);
}

/** The pods of a workload by name; none where they may not be listed. */
async function podsOf(session: Session, workload: KubeObject, signal: AbortSignal): Promise<readonly string[]> {
  const labelSelector = podSelectorOf(workload);
  const { namespace } = workload.metadata;
  if (labelSelector === undefined || namespace === undefined) return [];
  try {
    const { items } = await session.api.list(POD, { namespace, labelSelector, signal });
    return items.map(({ metadata }) => metadata.name).toSorted();
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return [];
    throw error;
  }
}

/** Whether a change of its pod template replaces pods by itself. */
function rolls(type: ResourceType, { spec }: KubeObject): boolean {
  if (!ROLLED.some((one) => resourceNameOf(one) === resourceNameOf(type))) return false;
  const strategy = isJsonObject(spec) ? spec['updateStrategy'] : undefined;
  return !(isJsonObject(strategy) && strategy['type'] === 'OnDelete');
}

function where(namespace: string | undefined): string {
  return namespace === undefined ? '' : ` -n ${namespace}`;
}

/** How an object of somebody else is made the owner's, where nobody else controls it: that is for a person to decide. */
function takingFix({ live, name, namespace, type }: ChildForecast, retained: boolean, owner: KubeObject, ownerType: ResourceType): string {
  const words = `${type.plural}${type.group === '' ? '' : `.${type.group}`} ${name}${where(namespace)}`;
  const controller = live === undefined ? undefined : controllerOf(live);
  if (controller !== undefined) return `it belongs to ${controller.kind} ${controller.name}: give ${resourceName(owner)} another name`;
  if (retained) return `if it is to be taken: kubectl annotate ${words} ${OWNER_ANNOTATION}=${ownerPathOf(ownerType, owner.metadata)}`;
  const patch = JSON.stringify({ metadata: { ownerReferences: [ownerReferenceOf(ownerType, owner)] } });
  return `if it is to be taken: kubectl patch ${words} --type=merge -p '${patch}'`;
}

/** How an object is made anew that the server does not let change. */
function anew({ name, namespace, type }: ChildForecast): string {
  const words = `${type.plural}${type.group === '' ? '' : `.${type.group}`} ${name}${where(namespace)}`;
  if (resourceNameOf(type) === resourceNameOf(PERSISTENT_VOLUME_CLAIM)) {
    return `its data would go with it: set its fields in the spec of its owner as kubectl get ${words} -o yaml shows them`;
  }
  // Pods of a StatefulSet are taken again by one of its name.
  const keep = resourceNameOf(type) === resourceNameOf(STATEFUL_SET) ? ' --cascade=orphan' : '';
  return `once the operator before it is stopped: kubectl delete ${words}${keep}; ours makes it anew`;
}

function whyRefused({ error }: Extract<ChildForecast['outcome'], { readonly is: 'refused' }>): string {
  const causes = error.causes.map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`);
  const text = causes.length === 0 ? error.message : causes.join('; ');
  // The server repeats whole values behind the field.
  return text.replaceAll(/Invalid value: [^]*?: (?=[^:]*$)/g, '');
}

function findingOf(forecast: ChildForecast, owner: KubeObject, ownerType: ResourceType, about: string): Finding | undefined {
  const { outcome } = forecast;
  if (outcome.is === 'refused') {
    const message = `the server does not let it be changed as our operator must: ${whyRefused(outcome)}`;
    return { weight: 'by hand', about, message, fix: anew(forecast) };
  }
  if (outcome.is === 'removed') return { weight: 'note', about, message: 'our operator removes it: its spec asks for no such object' };
  if (outcome.is !== 'foreign') return undefined;
  const fix = takingFix(forecast, outcome.retained, owner, ownerType);
  return { weight: 'by hand', about, message: `it is not controlled by ${resourceName(owner)}: our operator leaves it alone`, fix };
}

const FATES: Readonly<Partial<Record<ChildForecast['outcome']['is'], ChildFate>>> = {
  created: 'created',
  removed: 'removed',
  left: 'left',
  foreign: 'foreign',
  refused: 'refused',
};

/** A forecast as the plan shows it: fields of Secrets without their values, and the pods that are replaced. */
export async function childItem(
  session: Session,
  forecast: ChildForecast,
  owner: KubeObject,
  ownerType: ResourceType,
  signal: AbortSignal,
): Promise<PlannedChild> {
  const { live, managers, name, namespace, outcome, takenFrom, type } = forecast;
  const object = resourceName({ apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name } });
  const fields = outcome.is === 'applied' && live !== undefined ? fieldsOf(live, outcome.object) : [];
  const restartsPods = live !== undefined && rolls(type, live) && fields.some(({ path }) => path.startsWith('spec.template.'));
  const item: ChildItem = {
    object,
    ...(namespace !== undefined && { namespace }),
    fate: FATES[outcome.is] ?? (fields.length === 0 ? 'unchanged' : 'changed'),
    managers,
    takenFrom,
    fields,
    restarts: restartsPods ? await podsOf(session, live, signal) : [],
    restartsPods,
  };
  const finding = findingOf(forecast, owner, ownerType, `${object}${namespace === undefined ? '' : ` in namespace ${namespace}`}`);
  return finding === undefined ? { item } : { item, finding };
}
