import { isJsonObject } from '../../../kernel/json.ts';
import type { MarieAnswer } from './marie-answer.ts';
import type { MarieContext } from './marie-context.ts';
import { MARIE_STATES, type MarieState } from './marie-row.ts';
import { registerExecutor, type MarieSite } from './marie-site.ts';
import type { MarieSwitches } from './marie-switches.ts';

const DONE: MarieAnswer = { status: 200, json: { done: true } };

function wrong(message: string): MarieAnswer {
  return { status: 400, json: { message } };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Executors that were registered by hand, by site: how to take them away again. */
const registered = new WeakMap<MarieSite, Map<string, () => void>>();

function setSwitches({ process, site }: MarieContext, body: unknown): MarieAnswer {
  if (!isJsonObject(body)) return wrong('give an object of switches');
  for (const [name, value] of Object.entries(body)) {
    const current = (site.switches as unknown as Readonly<Record<string, unknown>>)[name];
    if (current === undefined) return wrong(`there is no switch ${name}`);
    if (typeof value !== typeof current) return wrong(`switch ${name} is a ${typeof current}`);
    if (name === 'endAs' && !MARIE_STATES.includes(value as MarieState)) return wrong(`switch endAs is one of ${MARIE_STATES.join(', ')}`);
  }
  if (typeof body['dbDown'] === 'boolean') process().setDatabase(body['dbDown']);
  Object.assign(site.switches, body as Partial<MarieSwitches>);
  return { status: 200, json: site.switches };
}

function setExecutor({ site }: MarieContext, method: string, body: unknown): MarieAnswer {
  if (!isJsonObject(body) || typeof body['name'] !== 'string' || typeof body['address'] !== 'string') {
    return wrong('give {"name": …, "address": "host:port"}');
  }
  const { address, endpoint, name } = body;
  const known = registered.get(site) ?? new Map<string, () => void>();
  registered.set(site, known);
  const key = `${name}@${address}`;
  known.get(key)?.();
  known.delete(key);
  if (method === 'POST') {
    known.set(key, registerExecutor(site, { name, address, endpoint: typeof endpoint === 'string' ? endpoint : '/document/process' }));
  }
  return DONE;
}

/**
 * Routes by which tests set what goes wrong; they cannot collide with those of the gateway. Undefined: it is none of them.
 *
 * `PATCH /_test/switches` {name: value}, `POST|DELETE /_test/executors` {name, address, endpoint}, `POST /_test/restart`, `DELETE /_test/rows`.
 */
export function testAnswer(context: MarieContext, method: string, path: string, body: string): MarieAnswer | undefined {
  if (!path.startsWith('/_test/')) return undefined;
  const route = `${method} ${path.slice('/_test/'.length)}`;
  if (route === 'GET switches') return { status: 200, json: context.site.switches };
  if (route === 'PATCH switches') return setSwitches(context, parsed(body));
  if (route === 'POST executors' || route === 'DELETE executors') return setExecutor(context, method, parsed(body));
  if (route === 'POST restart') {
    context.restart();
    return DONE;
  }
  if (route === 'DELETE rows') {
    context.site.rows.clear();
    return DONE;
  }
  return { status: 404, json: { message: `there is no test route ${route}` } };
}
