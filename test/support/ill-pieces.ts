/** Objects that cannot become ready, and what is to be told of the first of them. */
export interface IllSituation {
  readonly title: string;
  /** `Kind` of the object that is asked about; its name is `it`, of a cluster-scoped one the namespace. */
  readonly kind: string;
  /** Manifests; `NS` stands for the namespace. */
  readonly yaml: string;
  /** The chain as `Kind: Reason`, from the object to the root; `*` where the reason changes while things come up. */
  readonly chain: readonly string[];
  /** The fix; `NS` stands for the namespace. */
  readonly fix: string;
}

export function object(apiVersion: string, kind: string, name: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: NS}\nspec: ${spec}\n`;
}

export const maia = (kind: string, name: string, spec: string): string => object('maia.cuemby.com/v1alpha1', kind, name, spec);
export const abi = (spec: string): string => object('abi.io/v1', 'AbiInstance', 'it', spec);
export const kaos = (kind: string, name: string, spec: string): string => object('kaos.tools/v1alpha1', kind, name, spec);
export const marie = (kind: string, name: string, spec: string): string => object('marie.ai/v1alpha1', kind, name, spec);
export const tenant = (spec: string): string => `apiVersion: neurallog.io/v1\nkind: Tenant\nmetadata: {name: NS}\nspec: ${spec}\n`;
export const secret = (name: string, key: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, namespace: NS}\nstringData: {${key}: x}\n`;
export const quota = (hard: string): string =>
  `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: few, namespace: NS}\nspec: {hard: {${hard}}}\n`;
export const all = (...documents: readonly string[]): string => documents.join('---\n');

export const SERVER = (image: string, more = ''): string => `template: {spec: {containers: [{name: marie, image: ${image}${more}}]}}`;
export const GOOD_MODEL = kaos('ModelAPI', 'llm', '{mode: Hosted, serverConfig: {model: "smollm2:135m"}}');
