import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

function part(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** Whether peers can reach an agent of this spec and status. What the spec leaves open its operator decides: the status tells an address, or none. */
export function isExposed(spec: unknown, status: unknown): boolean {
  const { expose } = part(part(spec)['agentNetwork']);
  if (typeof expose === 'boolean') return expose;
  const { endpoint } = part(status);
  return typeof endpoint === 'string' && endpoint !== '';
}
