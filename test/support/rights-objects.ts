/** An agent that waits for a model that is not there. */
export function agent(name: string): string {
  return `apiVersion: kaos.tools/v1alpha1\nkind: Agent\nmetadata: {name: ${name}}\nspec: {modelAPI: none}\n`;
}

/** One object of each of some kinds, and a Secret that one of them names. */
export const OBJECTS = `${agent('one')}---
apiVersion: v1
kind: Secret
metadata: {name: credentials}
stringData: {api-key: made-up}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: one}
spec: {security: {apiKeySecretRef: {name: credentials}}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: one}
spec: {instanceRef: {name: one}}
`;
