import type { JsonObject } from '../../../kernel/json.ts';
import { idAbove } from './marie-ids.ts';
import type { MarieRow } from './marie-row.ts';

/** What is known of a submission when its rows are made. */
export interface MarieSubmission {
  readonly dagId: string;
  readonly queue: string;
  readonly planner: string;
  readonly apiKey: string;
  readonly metadata: JsonObject;
  readonly at: number;
}

/** Planners that the gateway has. The real one ships `extract` alone registered; the others stand for those that a site adds. */
export const MARIE_PLANNERS: readonly string[] = ['extract', 'classify', 'ner', 'transform', 'pipeline'];

/**
 * The tasks of a job: one that begins it, `tasks` that work, one that ends it. The stock planner makes one that works. Each carries what was
 * submitted, with `name`, `on` and `op_params` of the task.
 */
export function plannedRows({ apiKey, at, dagId, metadata, planner, queue }: MarieSubmission, tasks = 1): readonly MarieRow[] {
  const last = tasks + 1;
  return Array.from({ length: tasks + 2 }, (_, index): MarieRow => {
    const works = index > 0 && index < last;
    const name = index === 0 ? `${index}: START` : works ? `${index}: ${planner.toUpperCase()} data` : `${index}: END`;
    return {
      id: idAbove(dagId, index),
      dagId,
      queue,
      apiKey,
      metadata: {
        ...metadata,
        on: works ? `${planner}_executor://document/${planner}` : 'noop://noop',
        name,
        op_params: { layout: index === 0 ? null : planner },
      },
      level: last - index,
      startAfter: at,
      priority: 0,
      state: 'created',
      retries: 0,
    };
  });
}
