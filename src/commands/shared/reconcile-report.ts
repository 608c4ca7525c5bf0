import { keyOf, parseKey } from '../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import type { Action } from '../../reconcile/engine/execute-plan.ts';

/** Verbs that changed something, or that a reader must know of; the others are silence. */
const TOLD: ReadonlySet<Action['verb']> = new Set([
  'created',
  'configured',
  'deleted',
  'waits-for',
  'left-alone',
  'ran',
  'held',
  'released',
]);

const WORDS: Readonly<Record<Action['verb'], string>> = {
  created: 'created',
  configured: 'configured',
  unchanged: 'unchanged',
  deleted: 'deleted',
  'waits-for': 'is still being deleted',
  'left-alone': 'is rewritten by the cluster and left alone',
  stored: 'stored',
  ran: 'done',
  held: 'finalizer added',
  released: 'finalizer removed',
};

function singularName(type: ResourceType): string {
  return `${type.kind.toLowerCase()}${type.group === '' ? '' : `.${type.group}`}`;
}

/** `maiainstance.maia.cuemby.com/maia`, with the namespace in front where it matters. */
export function primaryName(report: Pick<PassReport, 'reconciler' | 'key'>, withNamespace: boolean): string {
  const { name, namespace } = parseKey(report.key);
  return `${withNamespace && namespace !== undefined ? `${namespace} ` : ''}${singularName(report.reconciler.kind)}/${name}`;
}

function subjectOf(action: Action, primaryNamespace: string | undefined): string {
  if (action.ref === undefined) return action.subject;
  const { type, name, namespace } = action.ref;
  return `${singularName(type)}/${namespace === primaryNamespace ? name : keyOf(action.ref)}`;
}

export interface LinesOptions {
  /** What {@link stateOf} said of the object before. */
  readonly stateBefore: string | undefined;
  readonly withNamespace: boolean;
  /** Without the reason of a state that an error will explain. */
  readonly isBrief?: boolean;
}

/** One line per thing that a pass did, then one for how the object stands if that is new. */
export function linesOf(report: PassReport, { stateBefore, withNamespace, isBrief = false }: LinesOptions): readonly string[] {
  const primary = primaryName(report, withNamespace);
  const { namespace } = parseKey(report.key);
  const done = (report.actions ?? [])
    .filter(({ verb }) => TOLD.has(verb))
    .map((action) => `${primary}: ${subjectOf(action, namespace)} ${WORDS[action.verb]}`);
  const state = stateOf(report);
  if (state === undefined || stateBefore === state) return done;
  const isExplained = report.outcome === 'stuck' || report.outcome === 'failed' || report.outcome === 'error';
  return [...done, `${primary} ${isBrief && isExplained ? state.slice(0, state.indexOf(':')) : state}`];
}

/** How an object stands, in words; undefined in the middle of things. */
export function stateOf(report: PassReport): string | undefined {
  switch (report.outcome) {
    case 'ready':
      return report.statusPending === true ? undefined : 'ready';
    case 'waits':
      return report.blocked === undefined ? undefined : `waits: ${report.blocked.message}`;
    case 'stuck':
      return `blocked: ${report.blocked?.message ?? ''}`;
    case 'failed':
      return `failed: ${report.blocked?.message ?? ''}`;
    case 'error':
      return `error: ${report.error instanceof Error ? report.error.message : String(report.error)}`;
    case 'gone':
      return 'gone';
    case 'again':
    case 'stale':
      return undefined;
  }
}

/** `maiainstances.maia.cuemby.com/ns/name`: the object of a step record. */
export function recordName(report: Pick<PassReport, 'reconciler' | 'key'>): string {
  return `${resourceNameOf(report.reconciler.kind)}/${report.key}`;
}
