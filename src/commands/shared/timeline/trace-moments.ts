import { isJsonObject } from '../../../kernel/json.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ReconcileTrace } from '../trace/reconcile-trace.ts';
import type { MomentObject, ReconcileMoment } from './moment.ts';

/** An object whose passes are wanted. */
export interface TracedObject {
  readonly type: ResourceType;
  readonly object: MomentObject;
}

function badLine(path: string, line: number, why: string): CliError {
  return new CliError({
    exit: EXIT.usage,
    message: `${path} is no trace: line ${String(line)} ${why}`,
    fix: 'give a file that reconcile --trace has written',
  });
}

function recordIn(text: string, path: string, line: number, isLast: boolean): ReconcileTrace | undefined {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    // The loop that writes it is in the middle of a line.
    if (isLast) return undefined;
    throw badLine(path, line, 'is not JSON');
  }
  if (!isJsonObject(record) || record['kind'] !== 'ReconcileTrace') throw badLine(path, line, 'is no record of a reconcile');
  const { at, target, writes, wokenBy } = record;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) throw badLine(path, line, 'has no time "at"');
  if (typeof target !== 'string' || !Array.isArray(writes) || !Array.isArray(wokenBy))
    throw badLine(path, line, 'lacks target, writes or wokenBy');
  return record as unknown as ReconcileTrace;
}

function momentOf(trace: ReconcileTrace, object: MomentObject): ReconcileMoment {
  const { id, at, outcome, durationMs, wokenBy, writes, blocked, error } = trace;
  return {
    at,
    what: 'reconcile',
    object,
    bad: outcome === 'stuck' || outcome === 'failed' || outcome === 'error',
    id,
    outcome,
    durationMs,
    wokenBy,
    writes: writes.map(({ result, type, name }) => `${result} ${type}${name === undefined ? '' : `/${name}`}`),
    message: error ?? (blocked === undefined ? '' : `${blocked.reason}: ${blocked.message}`),
  };
}

/**
 * The passes over the objects in a trace (newline-delimited JSON, as `reconcile --trace` writes it). A last line that is not whole is left out; any
 * other line that is no record is an error that names it. `path` is for that error.
 */
export function traceMoments(text: string, path: string, objects: readonly TracedObject[]): readonly ReconcileMoment[] {
  const wanted = new Map<string, MomentObject>(
    objects.map(({ type, object }) => [`${resourceNameOf(type)}/${object.name} ${object.namespace ?? ''}`, object] as const),
  );
  const lines = text.split('\n');
  return lines.flatMap((line, index): readonly ReconcileMoment[] => {
    if (line.trim() === '') return [];
    const trace = recordIn(line, path, index + 1, index === lines.length - 1);
    const object = trace === undefined ? undefined : wanted.get(`${trace.target} ${trace.namespace ?? ''}`);
    return trace === undefined || object === undefined ? [] : [momentOf(trace, object)];
  });
}
