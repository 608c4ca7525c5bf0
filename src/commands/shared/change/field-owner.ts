import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

/** A manager of a field, as `metadata.managedFields` tells. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  /** RFC 3339. */
  readonly time?: string;
}

/** One step of a path: a field, or the entry of a list that is kept by a key. */
export type OwnedStep = string | { readonly key: string; readonly is: string };

function holds(fields: unknown, path: readonly OwnedStep[]): boolean {
  const [step, ...rest] = path;
  if (!isJsonObject(fields)) return false;
  if (step === undefined) return true;
  const name = typeof step === 'string' ? `f:${step}` : `k:${JSON.stringify({ [step.key]: step.is })}`;
  return name in fields && holds(fields[name], rest);
}

/** Who owns a field of an object (FieldsV1 of the Kubernetes API), in the order of its managed fields. */
export function fieldOwners(object: KubeObject, path: readonly OwnedStep[]): readonly FieldOwner[] {
  const entries = (object.metadata as { readonly managedFields?: unknown }).managedFields;
  if (!Array.isArray(entries)) return [];
  return entries.filter(isJsonObject).flatMap((entry): readonly FieldOwner[] => {
    const { manager, operation, subresource, time } = entry;
    if (typeof manager !== 'string' || !holds(entry['fieldsV1'], path)) return [];
    return [
      {
        manager,
        operation: typeof operation === 'string' ? operation : 'Update',
        ...(typeof subresource === 'string' && { subresource }),
        ...(typeof time === 'string' && { time }),
      },
    ];
  });
}

/** Managers that are a person at a keyboard: what one person set, another may change. */
const HANDS = /^kubectl|-cli$|^(?:aistack|k9s|lens|freelens|headlamp|Mozilla|node-fetch|curl|unknown)/;

/** The first owner that would change the field back: an autoscaler, a delivery tool, another controller. */
export function controllerOwning(object: KubeObject, path: readonly OwnedStep[]): FieldOwner | undefined {
  return fieldOwners(object, path).find(({ manager }) => !HANDS.test(manager));
}
