import { internalError, ok, okError, type MarieAnswer } from './marie-answer.ts';
import type { MarieContext } from './marie-context.ts';
import { singleRow } from './marie-process.ts';
import { MARIE_STATES, shownRow, type MarieRow, type MarieState } from './marie-row.ts';

function listed(rows: Iterable<MarieRow>): MarieAnswer {
  return ok(Object.fromEntries([...rows].map((row) => [row.id, shownRow(row)])));
}

/** `GET /api/jobs`: always empty, because the database refuses a state that the list asks for. */
export function listAll({ site }: MarieContext): MarieAnswer {
  if (site.switches.dbDown) return okError('Failed to retrieve jobs: connection already closed', 'INTERNAL_ERROR');
  return site.switches.fixedEnum ? listed(site.rows.values()) : ok({});
}

/** `GET /api/jobs/{state}`: rows in that state. Anything that is no state is an error that comes as a success. */
export function listState({ site }: MarieContext, asked: string): MarieAnswer {
  const state = asked.toLowerCase();
  if (!MARIE_STATES.includes(state as MarieState)) return okError(`Invalid state(s): ${asked}`, 'INVALID_STATE');
  if (site.switches.dbDown) return okError("Failed to retrieve jobs: 'NoneType' object has no attribute 'rollback'", 'INTERNAL_ERROR');
  if (state === 'skipped' && !site.switches.fixedEnum) return ok({});
  return listed([...site.rows.values()].filter((row) => row.state === state));
}

/** `GET /api/jobsXX/{id}`: one row, not one job. */
export function oneRow({ process, site }: MarieContext, id: string): MarieAnswer {
  if (site.switches.dbDown) return internalError('connection already closed');
  const row = singleRow(site, process(), id);
  return row === undefined ? { status: 200, json: { status: 'error', result: 'Job not found' } } : ok(row);
}

/** `GET /api/jobs/{id}/stop`: says yes, and does nothing. */
export function stopJob({ process, site }: MarieContext, id: string): MarieAnswer {
  const row = site.rows.get(id);
  if (site.switches.honourStop && row !== undefined) process().cancel(row.dagId);
  return ok('Job stopped');
}

/** `DELETE /api/jobs/{id}`: says yes, and does nothing. */
export function deleteJob(): MarieAnswer {
  return ok('Job deleted');
}
