import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isJsonObject } from '../../../kernel/json.ts';

/** Objects never change, so their text is made once however many lists and watches carry it. */
const texts = new WeakMap<object, string>();

/** Custom resources are maps to the server, and it writes the keys of maps in order; its own types have the order of their fields. */
function sorted(_key: string, value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function textOf(object: KubeObject, make: () => string): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = make();
  texts.set(object, text);
  return text;
}

function customText(object: KubeObject): string {
  return textOf(object, () => JSON.stringify(object, sorted));
}

/** Without kind and version. */
function bodyText(object: KubeObject): string {
  return textOf(object, () => {
    const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
    return JSON.stringify(rest);
  });
}

/** An object as JSON, with kind and version. `custom`: whether a CRD defines its type. */
export function objectText(object: KubeObject, custom: boolean): string {
  if (custom) return customText(object);
  return `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${bodyText(object).slice(1)}`;
}

/** An object as JSON inside a list: Kubernetes' own types leave kind and version to the list. */
export function itemText(object: KubeObject, custom: boolean): string {
  return custom ? customText(object) : bodyText(object);
}
