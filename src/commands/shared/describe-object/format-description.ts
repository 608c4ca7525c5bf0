import type { Condition } from '../../../kernel/condition.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { formatAge } from '../../../output/age.ts';
import { formatTable, type TableColumn } from '../../../output/table.ts';
import { lastSeen } from '../events/last-seen.ts';
import type { ChildDescription, DependencyDescription, Description } from './description.ts';
import { valueTree } from './value-tree.ts';

/** How a description is laid out. */
export interface DescriptionLayout {
  readonly now: number;
  /** Columns of the terminal; absent off one. */
  readonly width: number | undefined;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const INDENT = 2;

function age(time: string, now: number): string {
  const at = Date.parse(time);
  return Number.isNaN(at) ? '<unknown>' : formatAge(now - at);
}

async function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[], layout: DescriptionLayout): Promise<string> {
  const width = layout.width === undefined ? undefined : layout.width - INDENT;
  const text = await formatTable(columns, rows, { headers: true, width });
  return text.replaceAll(/^/gm, ' '.repeat(INDENT)).replace(/ +$/, '');
}

async function section(
  title: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  layout: DescriptionLayout,
  nothing = 'none',
): Promise<string> {
  return rows.length === 0 ? `${title}: ${nothing}\n` : `${title}:\n${await table(columns, rows, layout)}`;
}

function mapLines(title: string, map: Readonly<Record<string, string>> | undefined): readonly string[] {
  const entries = Object.entries(map ?? {}).filter(([name]) => name !== LAST_APPLIED);
  return entries.length === 0 ? [`${title}: none`] : [`${title}:`, ...valueTree(Object.fromEntries(entries), '  ')];
}

function head({ object, summary }: Description, now: number): string {
  const { name, namespace, generation, creationTimestamp, deletionTimestamp, finalizers, labels, annotations } = object.metadata;
  const seen = summary.observedGeneration === undefined ? '' : ` (observed: ${String(summary.observedGeneration)})`;
  // A job that has succeeded is done, and was never to be ready.
  const isDone = summary.health === 'healthy' && summary.ready !== 'True';
  const state = [summary.phase, isDone ? '' : summary.ready === 'True' ? 'ready' : 'not ready'].filter((part) => part !== '').join(', ');
  const lines: readonly (string | undefined)[] = [
    `Name: ${name}`,
    namespace === undefined ? undefined : `Namespace: ${namespace}`,
    `Kind: ${object.kind} (${object.apiVersion})`,
    `State: ${state}`,
    `Created: ${creationTimestamp} (${age(creationTimestamp, now)} ago)`,
    deletionTimestamp === undefined ? undefined : `Being deleted since: ${deletionTimestamp} (${age(deletionTimestamp, now)} ago)`,
    generation === undefined ? undefined : `Generation: ${String(generation)}${seen}`,
    finalizers === undefined || finalizers.length === 0 ? undefined : `Finalizers: ${finalizers.join(', ')}`,
    ...mapLines('Labels', labels),
    ...mapLines('Annotations', annotations),
  ];
  return lines
    .filter((line) => line !== undefined)
    .map((line) => `${line}\n`)
    .join('');
}

/** A field that holds a tree, or says that there is nothing. */
function tree(title: string, value: unknown): string {
  const lines = isJsonObject(value) ? valueTree(value, '  ') : [];
  return lines.length === 0 ? `${title}: none\n` : [`${title}:`, ...lines].map((line) => `${line}\n`).join('');
}

function conditionsOf(status: unknown): readonly Condition[] {
  const conditions = isJsonObject(status) ? status['conditions'] : undefined;
  return Array.isArray(conditions) ? (conditions as readonly Condition[]) : [];
}

/** What the status says beside its conditions, which have a table of their own. */
function otherStatus(status: unknown): unknown {
  if (!isJsonObject(status)) return undefined;
  return Object.fromEntries(Object.entries(status).filter(([name]) => name !== 'conditions' && name !== 'observedGeneration'));
}

function childRow(child: ChildDescription, { object }: Description, now: number): readonly string[] {
  const elsewhere = child.namespace !== undefined && child.namespace !== object.metadata.namespace;
  const note = child.ownership === 'retained' ? ' (stays when it is deleted)' : '';
  return [child.kind, elsewhere ? `${child.namespace}/${child.name}` : child.name, `${child.state}${note}`, age(child.created, now)];
}

function dependencyState({ state, missingKeys = [], optional }: DependencyDescription): string {
  if (state === 'unknown') return 'may not be read';
  if (state === 'absent') return optional === true ? 'is not there (optional)' : 'is not there';
  return state === 'present' ? 'is there' : `is there without ${missingKeys.join(', ')}`;
}

function dependencyRow(dependency: DependencyDescription, { object }: Description): readonly string[] {
  const { kind, namespace, name, field = '', keys } = dependency;
  const elsewhere = namespace !== undefined && namespace !== object.metadata.namespace;
  const held = keys === undefined ? '' : ` (keys: ${keys.length === 0 ? 'none' : keys.join(', ')})`;
  return [kind, elsewhere ? `${namespace}/${name}` : name, `${dependencyState(dependency)}${held}`, field];
}

/** A ReplicaSet of an older rollout says nothing. */
function isTold(child: ChildDescription): boolean {
  return child.kind !== 'ReplicaSet' || !child.state.startsWith('0 of 0');
}

/** A description as text for people. Secret values were never read. */
export async function formatDescription(description: Description, layout: DescriptionLayout): Promise<string> {
  const { object, children, dependencies, events, unread } = description;
  const { now } = layout;
  const conditions = conditionsOf(object['status']).map(({ type, status, lastTransitionTime, reason, message }) => [
    type,
    status,
    age(lastTransitionTime, now),
    reason,
    message,
  ]);
  const eventRows = events.map((event) => [
    lastSeen(event, now),
    event.type,
    event.reason,
    `${event.object.kind}/${event.object.name}`,
    event.message,
  ]);
  const parts = [
    head(description, now),
    tree('Spec', object['spec']),
    tree('Status', otherStatus(object['status'])),
    await section(
      'Conditions',
      [{ header: 'TYPE' }, { header: 'STATUS' }, { header: 'AGE' }, { header: 'REASON' }, { header: 'MESSAGE', freeText: true }],
      conditions,
      layout,
    ),
    await section(
      'Children',
      [{ header: 'KIND' }, { header: 'NAME' }, { header: 'STATE', freeText: true }, { header: 'AGE' }],
      children.filter(isTold).map((child) => childRow(child, description, now)),
      layout,
    ),
    await section(
      'Dependencies',
      [{ header: 'KIND' }, { header: 'NAME' }, { header: 'STATE', freeText: true }, { header: 'FIELD' }],
      dependencies.map((dependency) => dependencyRow(dependency, description)),
      layout,
    ),
    await section(
      'Events',
      [{ header: 'LAST SEEN' }, { header: 'TYPE' }, { header: 'REASON' }, { header: 'OBJECT' }, { header: 'MESSAGE', freeText: true }],
      eventRows,
      layout,
      unread.some((why) => why.startsWith('you may not list events')) ? 'may not be read' : 'none',
    ),
    ...(unread.length === 0 ? [] : [['Not looked at:', ...unread.map((why) => `  ${why}`)].map((line) => `${line}\n`).join('')]),
  ];
  return parts.join('');
}
