import { internalError, type MarieAnswer } from './marie-answer.ts';
import { checkHeader } from './marie-auth.ts';
import type { MarieContext } from './marie-context.ts';
import { marieId } from './marie-ids.ts';
import { missingField, pythonText, pythonType } from './marie-python.ts';

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told(parameters: Fields): MarieAnswer {
  return { status: 200, json: { header: {}, parameters, data: null } };
}

/** A refusal: told as a success. */
function refused(msg: string): MarieAnswer {
  return told({ status: 'error', msg, exception: { type: 'Unknown', message: 'Unknown error' } });
}

function processingError(words: string): MarieAnswer {
  return { status: 500, json: { status: 'error', message: `Processing error: ${words}` } };
}

/** A date as Python's `fromisoformat` reads it; numbers are taken too. Undefined where it reads none. */
function moment(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const isDate = typeof value === 'string' && /^\d{4}-\d\d-\d\d(?:$|[T ]\d\d:\d\d)/.test(value);
  const ms = isDate ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** What the deadlines get; undefined where they are taken. A hard one alone is replaced, and so is taken. */
function checkDeadlines({ hard_sla: hard, soft_sla: soft }: Fields): MarieAnswer | undefined {
  if (soft === undefined || soft === null) return undefined;
  const softAt = moment(soft);
  if (softAt === undefined) return processingError(`Invalid isoformat string: '${pythonText(soft)}'`);
  if (hard === undefined || hard === null) {
    return processingError("'>' not supported between instances of 'datetime.datetime' and 'NoneType'");
  }
  const hardAt = moment(hard);
  if (hardAt === undefined) return processingError(`Invalid isoformat string: '${pythonText(hard)}'`);
  return softAt > hardAt ? refused('Soft SLA must be before Hard SLA') : undefined;
}

function checkName(name: string): MarieAnswer | undefined {
  if (Buffer.byteLength(name) > 255) return refused('Event name cannot exceed 255 bytes in length');
  const isNamed = /^[\w.-]+$/.test(name) && !name.startsWith('amq.');
  return isNamed ? undefined : refused('Event name can only contain letters, digits, hyphen, underscore and period');
}

/** The error of a queue that cannot be made because the database is away. */
function noQueue(queue: string): MarieAnswer {
  const message = `Failed to create queue '${queue}' during bootstrap. This indicates the database schema may be incompatible or corrupt. Error: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\n`;
  const exception = {
    type: 'RuntimeFailToStart',
    message,
    filename: 'marie_gateway.py',
    line_no: 1083,
    name: 'handle_job_submit_command',
  };
  return told({ status: 'error', msg: `Failed to submit job. ${message}`, exception });
}

function submit({ clock, planners, process, random, site }: MarieContext, action: Fields): MarieAnswer {
  // The model reads the fields in the order in which they come out of the message, not in that of the request.
  const { action: does, action_type: type, api_key: key, command, metadata, name } = action;
  const seen = Object.fromEntries(
    Object.entries({ action: does, action_type: type, api_key: key, name, metadata, command }).filter(([, value]) => value !== undefined),
  );
  for (const field of ['name', 'metadata', 'action_type']) {
    if (action[field] === undefined) return processingError(missingField(field, planned(seen)));
  }
  if (typeof name !== 'string' || typeof key !== 'string' || !isFields(metadata)) {
    return processingError('1 validation error for JobSubmissionModel');
  }
  if (![metadata['project_id'], metadata['ref_type'], metadata['ref_id']].every(Boolean)) {
    return refused('Project ID , Reference Type and Reference ID are required in the metadata');
  }
  const wrong = checkName(name) ?? checkDeadlines(metadata);
  if (wrong !== undefined) return wrong;
  if (site.switches.http500) return processingError('switched off by a test');
  if (site.switches.dbDown && !site.queues.has(name)) return noQueue(name);
  const at = clock.now();
  const dagId = marieId(at, random);
  const planner = typeof metadata['planner'] === 'string' ? metadata['planner'] : name;
  // Whatever asks for a check of duplicates is acknowledged and never stored, and so is what no planner knows.
  const isStored = ['allow_all', 'allow_duplicate'].includes(String(metadata['policy'])) && planners.includes(planner);
  if (isStored) process().store({ dagId, queue: name, planner, apiKey: key, metadata, at });
  else if (!site.switches.dbDown) site.queues.add(name);
  return told({ status: 'ok', msg: `job submitted with id ${dagId}`, job_id: dagId });
}

/** The planner's name comes last of the metadata, as far as a cut text shows. */
function planned(seen: Fields): Fields {
  const { metadata } = seen;
  if (!isFields(metadata)) return seen;
  const { planner, ...rest } = metadata;
  return { ...seen, metadata: planner === undefined ? rest : { ...rest, planner } };
}

const SAID = new Set(['status', 'logs', 'events']);

function carryOut(context: MarieContext, action: Fields): MarieAnswer {
  const { action: does, command: named } = action;
  if (named === 'nodes') {
    return does === 'list'
      ? told({ status: 'ok', msg: 'Received nodes list request' })
      : refused(`Action not recognized : ${String(does)}`);
  }
  if (named !== 'job') return refused(`Command not recognized or not implemented : ${typeof named === 'string' ? named : 'None'}`);
  if (does === 'submit') return submit(context, action);
  if (typeof does === 'string' && SAID.has(does)) return told({ status: 'ok', msg: `Received ${does} request` });
  return processingError("MarieServerGateway.error_response() missing 1 required positional argument: 'exception'");
}

/** `POST /api/v1/invoke`: the key of the header comes first, then the body, then the key in the body. */
export function invoke(context: MarieContext, authorization: string | undefined, text: string): MarieAnswer {
  const stopped = checkHeader(authorization, context.isKey);
  if (stopped !== undefined) return stopped;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { status: 400, json: { status: 'error', message: 'Invalid JSON payload' } };
  }
  if (!isFields(body)) return internalError(`'${pythonType(body)}' object has no attribute 'get'`);
  const { parameters = {} } = body;
  if (Array.isArray(parameters)) return internalError('list indices must be integers or slices, not str');
  if (!isFields(parameters)) return internalError(`argument of type '${pythonType(parameters)}' is not iterable`);
  const action = parameters['invoke_action'];
  if (action === undefined) return told({ error: 'Invalid request, missing invoke_action' });
  if (action === null) return processingError("argument of type 'NoneType' is not iterable");
  if (!isFields(action) || action['api_key'] === undefined) return told({ error: 'Invalid request, missing api_key' });
  const key = action['api_key'];
  if (typeof key !== 'string' || !context.isKey(key)) return told({ error: 'Invalid or expired token' });
  return carryOut(context, action);
}
