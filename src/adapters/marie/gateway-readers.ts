import { z } from 'zod';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { GatewayError, type ExecutorSlots, type GatewayFailure, type GatewayRow } from '../../reconcile/marie/gateway.ts';
import { gatewayWords } from './gateway-words.ts';

const row = z.object({
  id: z.string().min(1),
  dag_id: z.string().min(1),
  name: z.string(),
  state: z.string().transform((state) => state.toLowerCase()),
  job_level: z.number().nullish(),
  // `api_key` stands beside `metadata`: it is left behind here.
  data: z.object({ metadata: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

const slots = z.object({
  slots: z.array(z.object({ name: z.string(), capacity: z.number(), used: z.number(), available: z.number() })),
});
const nodes = z.object({ deployment_nodes: z.record(z.string(), z.array(z.unknown())) });

/** The error of an answer that says so in its body, whatever its status. Lists say `INTERNAL_ERROR` where the database does not answer. */
function toldError({ code, message, result }: JsonObject, route: string): GatewayError {
  const words = typeof message === 'string' ? message : typeof result === 'string' ? result : 'no explanation';
  const reason: GatewayFailure = code === 'INTERNAL_ERROR' ? 'DatabaseError' : 'Refused';
  return new GatewayError(reason, `${route}: ${gatewayWords(words)}`);
}

/** `result` of an answer in the gateway's envelope. */
function resultOf<T>(json: JsonObject, route: string, reader: z.ZodType<T>): T {
  const { status } = json;
  if (typeof status === 'string' && status.toLowerCase() === 'error') throw toldError(json, route);
  if (status !== 'OK') throw new GatewayError('NotAGateway', `${route}: the answer is not that of a Marie gateway`);
  const read = reader.safeParse(json['result']);
  if (read.success) return read.data;
  throw unreadable(read.error, route);
}

function unreadable(error: z.ZodError, route: string): GatewayError {
  const [issue] = error.issues;
  // The field and what was expected; never a value.
  const where = issue === undefined || issue.path.length === 0 ? 'the result' : issue.path.map(String).join('.');
  return new GatewayError('ServerError', `${route}: ${where} cannot be read: ${issue?.message ?? 'unknown'}`);
}

/** Longest text of a row's metadata that is kept. */
const LONGEST_TEXT = 4_096;

/** What is kept of what was submitted: neither the document that it carried along nor what is nested. */
function keptMetadata(metadata: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isKept = ([key, value]: readonly [string, unknown]): boolean =>
    key !== 'data' && (typeof value === 'string' ? value.length <= LONGEST_TEXT : typeof value === 'number' || typeof value === 'boolean');
  return Object.fromEntries(Object.entries(metadata).filter(isKept));
}

/** A row of a list. */
export function readRow(json: unknown, route: string): GatewayRow {
  const read = row.safeParse(json);
  if (!read.success) throw unreadable(read.error, route);
  const { dag_id: dagId, data, id, job_level: jobLevel, name, state } = read.data;
  return { id, dagId, queue: name, state, jobLevel: jobLevel ?? 0, metadata: keptMetadata(data?.metadata ?? {}) };
}

/** Throws the error of a list that says that it is none. `json`: the answer without its rows. */
export function checkList(json: JsonObject, route: string): void {
  resultOf(json, route, z.record(z.string(), z.unknown()));
}

/** The slots of executors, by name; those of one name are added up. */
export function readSlots(json: JsonObject, route: string): Readonly<Record<string, ExecutorSlots>> {
  const found: Record<string, ExecutorSlots> = {};
  for (const { available, capacity, name, used } of resultOf(json, route, slots).slots) {
    const before = found[name] ?? { capacity: 0, used: 0, available: 0 };
    found[name] = { capacity: before.capacity + capacity, used: before.used + used, available: before.available + available };
  }
  return found;
}

/** Names of executors with at least one address. */
export function readExecutors(json: JsonObject, route: string): readonly string[] {
  const found = Object.entries(resultOf(json, route, nodes).deployment_nodes);
  return found
    .filter(([, addresses]) => addresses.length > 0)
    .map(([name]) => name)
    .toSorted();
}

/** The id of a submitted job. A success says `ok` and gives an id; a refusal comes as a success too. */
export function readSubmitted(json: JsonObject, route: string, secrets: readonly string[]): string {
  const { parameters } = json;
  if (!isJsonObject(parameters)) throw new GatewayError('NotAGateway', `${route}: the answer is not that of a Marie gateway`);
  const { error, exception, job_id: id, msg, status } = parameters;
  if (typeof error === 'string') {
    const reason: GatewayFailure = /api_key|token/i.test(error) ? 'AuthFailed' : 'Refused';
    throw new GatewayError(reason, `${route}: ${gatewayWords(error, secrets)}`);
  }
  if (status === 'ok' && typeof id === 'string' && id !== '') return id;
  const words = gatewayWords(typeof msg === 'string' ? msg : 'no explanation', secrets);
  // A refusal has the type `Unknown`; an exception has its own, and a place in the code.
  const isException = isJsonObject(exception) && exception['type'] !== 'Unknown';
  const isRefusal = status === 'error' && !isException;
  throw new GatewayError(isRefusal ? 'Refused' : 'ServerError', `${route}: ${words}`);
}
