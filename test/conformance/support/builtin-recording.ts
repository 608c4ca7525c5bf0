import type { RawAnswer, RawClient } from '../../support/raw-client.ts';
import type { BuiltinCase, BuiltinStep } from './builtin-case.ts';

/** What is compared of an answer. */
export interface RecordedAnswer {
  readonly status: number;
  readonly warnings?: readonly string[];
  readonly body: unknown;
}

const ROW = /^(?:Age|Duration|Created At)$/;

/** Whole pod specs as the server's own structs are printed: no client reads them. */
const STRUCTS = /(Invalid value: )\{"(?:Volumes|containers)":[\s\S]*\}(: field is immutable)/;
const COMPARISON = /(pod updates may not change fields other than [^@\n]*)\n@@[\s\S]*/;

/** Fields whose values nobody can foresee. */
function unforeseen(key: string, value: unknown): unknown {
  if (key === 'uid' || key === 'batch.kubernetes.io/controller-uid' || key === 'controller-uid') return '<uid>';
  if (key === 'resourceVersion') return '<version>';
  if (key === 'creationTimestamp' || key === 'deletionTimestamp') return value === null ? null : '<time>';
  if (key === 'nodePort') return '<port>';
  if (key === 'lastTransitionTime' || key === 'lastPhaseTransitionTime') return value === null ? null : '<time>';
  return value;
}

function normalised(value: unknown, namespace: string, key = ''): unknown {
  const known = unforeseen(key, value);
  if (known !== value) return known;
  if (typeof value === 'string') {
    const text = value.replaceAll(namespace, 'NS').replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>');
    return text
      .replace(STRUCTS, '$1<struct>$2')
      .replace(COMPARISON, '$1')
      .replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<random>')
      .replaceAll(/\b10\.0\.(?!200\.)\d+\.\d+\b(?!\/)/g, (address) => (address === '10.0.0.1' ? address : '<address>'));
  }
  if (Array.isArray(value)) return value.map((one: unknown) => normalised(one, namespace));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'managedFields' && name !== 'description');
  return Object.fromEntries(entries.map(([name, one]) => [name, normalised(one, namespace, name)]));
}

/** Of a Table: definitions and cells (ages apart), not the objects. */
function tableBody(body: { columnDefinitions?: { name: string }[]; rows?: { cells: unknown[] }[] }): unknown {
  const columns = body.columnDefinitions ?? [];
  const rows = (body.rows ?? []).map(({ cells }) =>
    cells.map((cell, index) =>
      ROW.test(columns[index]?.name ?? '') && cell !== '<unknown>' && cell !== '' && cell !== null ? '<age>' : agesIn(cell),
    ),
  );
  return { columns, rows };
}

/** Ages of moments long ago grow: only that there is one is compared. */
function agesIn(cell: unknown): unknown {
  return typeof cell === 'string' ? cell.replaceAll(/\b\d+y\d*d?\b/g, '<years>') : cell;
}

/** Told with every answer about Endpoints, refusals too. */
const DEPRECATION = /v1 Endpoints is deprecated/;

function recorded(answer: RawAnswer, namespace: string): RecordedAnswer {
  const body = normalised(answer.json ?? answer.text, namespace) as { kind?: string };
  const warning = answer.headers['warning'];
  const warnings = warning === undefined ? [] : warning.split(/, (?=299 - )/).map((text) => String(normalised(text, namespace)));
  const told = warnings.filter((text) => !DEPRECATION.test(text));
  return {
    status: answer.status,
    ...(told.length === 0 ? {} : { warnings: told }),
    body: body.kind === 'Table' ? tableBody(body as Parameters<typeof tableBody>[0]) : body,
  };
}

async function send(client: RawClient, { method, path, body, type, accept }: BuiltinStep, namespace: string): Promise<RawAnswer> {
  const here = (text: string): string => text.replaceAll(/\bNS\b/g, namespace);
  return client.request(method, here(path), {
    ...(body === undefined ? {} : { body: here(JSON.stringify(body)) }),
    ...(type === undefined ? {} : { type }),
    ...(accept === undefined ? {} : { accept }),
  });
}

/** Controllers may have written the status of an object that stays for more than one step. */
function withoutStatus(answer: RecordedAnswer): RecordedAnswer {
  const { kind, status: _, ...rest } = answer.body as { kind?: string; status?: unknown };
  return kind === undefined || kind === 'Status' ? answer : { ...answer, body: { kind, ...rest } };
}

/** Runs a case and gives the last answer, without what nobody can foresee. Throws where an earlier step was refused. */
export async function play(client: RawClient, { name, steps }: BuiltinCase, namespace: string): Promise<RecordedAnswer> {
  let last: RecordedAnswer | undefined;
  for (const step of steps) {
    if (last !== undefined && last.status >= 400) throw new Error(`${name}: ${JSON.stringify(last.body)}`);
    last = recorded(await send(client, step, namespace), namespace);
  }
  if (last === undefined) throw new Error(`${name} has no steps`);
  return steps.length > 1 ? withoutStatus(last) : last;
}
