/** Label or annotation keys with their values. */
export type Labels = Readonly<Record<string, string>>;

/** Tells the objects of one instance apart by what they are for. Selectors name it, so that helper pods never receive traffic. */
const COMPONENT_LABEL = 'app.kubernetes.io/component';

/** The labels that every object and pod of one instance carries (Kubernetes' recommended labels). */
export function baseLabels(app: string, instance: string, managedBy: string): Labels {
  return {
    'app.kubernetes.io/name': app,
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/managed-by': managedBy,
  };
}

/** Labels with the component added. */
export function withComponent(labels: Labels, component: string): Labels {
  return { ...labels, [COMPONENT_LABEL]: component };
}
