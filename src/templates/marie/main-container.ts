import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

/** A pod template as the user wrote it, its parts as lists and objects. */
export interface TemplateParts {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
  readonly containers: readonly JsonObject[];
  /** Place of the container that runs Marie: the one called `marie`, else the first. -1 where there is none. */
  readonly mainIndex: number;
}

function objectAt(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; nothing where it is none. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Takes a pod template apart. What does not have the shape of one counts as absent. */
export function templateParts(template: JsonObject): TemplateParts {
  const spec = objectAt(template['spec']);
  const containers = objectsIn(spec['containers']);
  const named = containers.findIndex((container) => container['name'] === 'marie');
  return { metadata: objectAt(template['metadata']), spec, containers, mainIndex: named >= 0 ? named : containers.length === 0 ? -1 : 0 };
}

/** The container that runs Marie; an empty one where there is none. */
export function mainContainer({ containers, mainIndex }: TemplateParts): JsonObject {
  return containers[mainIndex] ?? {};
}

/** The annotations that a pod template asks for. */
export function templateAnnotations(template: JsonObject): Readonly<Record<string, string>> {
  const annotations = objectAt(templateParts(template).metadata['annotations']);
  return Object.fromEntries(Object.entries(annotations).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Whether the user says what the container runs. Without, the image's entry point decides. */
export function hasCommand(container: JsonObject): boolean {
  const isGiven = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
  return isGiven(container['command']) || isGiven(container['args']);
}
