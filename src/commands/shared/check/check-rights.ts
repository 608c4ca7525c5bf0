import { chooseRights, neededRights } from '../auth/choose-rights.ts';
import { needResource, reviewNeeds } from '../auth/review-needs.ts';
import type { CheckContext } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

/** How many missing rights a message names. */
const NAMED = 3;

async function checkCommand(context: CheckContext, command: string): Promise<CheckResult> {
  const { session, signal, namespace, namedCommands, runtime } = context;
  const { entry } = runtime;
  const needs = await neededRights(chooseRights([command], entry), false);
  const reviewed = await reviewNeeds(session, needs, namespace, signal);
  const missing = reviewed.filter(({ allowed }) => !allowed).map((need) => `${need.verb} ${needResource(need)}`);
  const check = `rights ${command}`;
  const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
  if (missing.length === 0) return ok(check, `you may do everything that ${command} needs in ${where}`);
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  const message = `you may not ${missing.slice(0, NAMED).join(', ')}${more} in ${where}`;
  const fix = `ask for: ${entry.bin} auth rbac ${command}${namespace === undefined ? '' : ` -n ${namespace}`}`;
  // A command that nobody asked about may be somebody else's business.
  return notOk(namedCommands ? 'failed' : 'warning', check, message, fix);
}

/** Whether you may do what the commands need, all questions at once. */
export async function checkRights(context: CheckContext): Promise<readonly CheckResult[]> {
  return await Promise.all(context.commands.map((command) => checkCommand(context, command)));
}
