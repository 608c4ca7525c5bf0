import type { JsonObject } from '../../kernel/json.ts';
import { objectsIn } from './main-container.ts';

/** A port that Marie is expected to have. */
export interface ExpectedPort {
  readonly name: string;
  readonly containerPort: number;
}

/** The number of the port of a name that a container declares, else the expected one. */
export function portNumber(container: JsonObject, { name, containerPort }: ExpectedPort): number {
  const declared = objectsIn(container['ports']).find((port) => port['name'] === name)?.['containerPort'];
  return typeof declared === 'number' ? declared : containerPort;
}

/** Whether a container declares a port, by name or number. */
export function declaresPort(container: JsonObject, { name, containerPort }: ExpectedPort): boolean {
  return objectsIn(container['ports']).some((port) => port['name'] === name || port['containerPort'] === containerPort);
}

/** The user's ports, and those expected ones that neither their names nor their numbers take. */
export function withPorts(container: JsonObject, expected: readonly ExpectedPort[]): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(container['ports']) ? container['ports'] : [];
  const missing = expected.filter((port) => !declaresPort(container, port));
  return [...given, ...missing.map((port) => ({ ...port, protocol: 'TCP' }))];
}
