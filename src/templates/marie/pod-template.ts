import type { JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { roleLabels, type Role } from './metadata.ts';
import { withNamesOnce } from './container-env.ts';
import { templateParts } from './main-container.ts';

/** What is added to the user's pod template. */
export interface TemplateAdditions {
  readonly main: (container: JsonObject) => JsonObject;
  readonly podSpec?: (spec: JsonObject) => JsonObject;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The user's pod template with our labels over theirs and our additions where they said nothing. A template has neither name nor namespace. */
export function podTemplate(template: JsonObject, cluster: string, role: Role, additions: TemplateAdditions): JsonObject {
  const { metadata, spec, mainIndex } = templateParts(template);
  const labels = { ...(isJsonObject(metadata['labels']) ? metadata['labels'] : {}), ...roleLabels(cluster, role) };
  const annotations = { ...additions.annotations, ...(isJsonObject(metadata['annotations']) ? metadata['annotations'] : {}) };
  const containers = templateParts(template).containers.map((container, index) =>
    index === mainIndex ? additions.main(container) : withNamesOnce(container),
  );
  const { initContainers } = spec;
  const inits = Array.isArray(initContainers) && initContainers.every(isJsonObject) ? initContainers.map(withNamesOnce) : initContainers;
  const whole = initContainers === undefined ? spec : { ...spec, initContainers: inits };
  const { finalizers } = metadata;
  return {
    metadata: {
      labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(Array.isArray(finalizers) ? { finalizers } : {}),
    },
    spec: { ...(additions.podSpec?.(whole) ?? whole), containers },
  };
}
