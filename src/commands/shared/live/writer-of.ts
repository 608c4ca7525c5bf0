import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

function timeOf({ time }: JsonObject): number {
  return typeof time === 'string' ? Date.parse(time) : 0;
}

/** The field manager that wrote an object last, its status aside: from `metadata.managedFields` of a server's answer. Undefined without them. */
export function writerOf(object: KubeObject): string | undefined {
  const entries = (object.metadata as { readonly managedFields?: unknown }).managedFields;
  if (!Array.isArray(entries)) return undefined;
  const own = entries.filter(isJsonObject).filter(({ subresource }) => subresource === undefined || subresource === '');
  const [last] = own.toSorted((left, right) => timeOf(right) - timeOf(left));
  return typeof last?.['manager'] === 'string' ? last['manager'] : undefined;
}
