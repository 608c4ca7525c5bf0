import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { SYSTEMS } from '../../../registry.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { noOutside } from '../outside.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { adviceOn } from './advice-on.ts';
import type { Finding } from './finding.ts';
import { plannedChildren, type PlannedChild } from './planned-children.ts';
import { printPlanned } from './print-planned.ts';

/** A field of an object that would be another. */
export interface FieldChange {
  /** `spec.replicas`. */
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

function fieldChanges(from: unknown, to: unknown, path: string): readonly FieldChange[] {
  if (isJsonObject(from) && isJsonObject(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => fieldChanges(from[name], to[name], `${path}.${name}`));
  }
  if (isJsonObject(to) && from === undefined) return fieldChanges({}, to, path);
  return isDeepStrictEqual(from, to) ? [] : [{ field: path, from, to }];
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** What a change of one object would do. */
interface ChangePlan {
  readonly live: KubeObject;
  readonly changes: readonly FieldChange[];
  readonly children: readonly PlannedChild[];
  readonly findings: readonly Finding[];
}

async function print({ live, changes, children, findings }: ChangePlan, runtime: Runtime, format: 'json' | undefined): Promise<void> {
  const object = resourceName(live);
  if (format === 'json') {
    const { toJson } = await import('../../../output/print-object.ts');
    const { namespace } = live.metadata;
    const apiVersion = `cli.${runtime.entry.domain}/v1`;
    runtime.stdout(
      toJson({ apiVersion, kind: 'ChangePlan', object, ...(namespace !== undefined && { namespace }), changes, children, findings }),
    );
    return;
  }
  if (changes.length === 0) runtime.stdout(`${object} is so already\n`);
  for (const { field, from, to } of changes) runtime.stdout(`${object} ${field} from ${text(from)} to ${text(to)}\n`);
  await printPlanned({ children, findings }, runtime);
}

/**
 * Prints what a change of an object would do: the fields, the children, the pods that restart, and what cannot work (then it gives 1).
 * Stores nothing. `change` says in an error what cannot be planned: `the scaling`.
 */
export async function showChangePlan(
  session: Session,
  kind: KindIdentity,
  { live, desired, change }: { readonly live: KubeObject; readonly desired: KubeObject; readonly change: string },
  runtime: Runtime,
  options: { readonly format: 'json' | undefined; readonly quiet: boolean },
): Promise<ExitCode> {
  const systems = SYSTEMS.filter(({ id }) => id === kind.system);
  const reconcilers = (await Promise.all(systems.map((system) => system.load(noOutside())))).flat();
  const note = (line: string): void => {
    if (!options.quiet) runtime.stderr(`note: ${line}\n`);
  };
  const { now, signal } = runtime;
  const children = await plannedChildren(session, kind, { live, desired, change }, { reconcilers, now, signal, note });
  const advice = await adviceOn(kind);
  const findings = (await advice?.findings({ session, runtime }, live, desired)) ?? [];
  await print({ live, changes: fieldChanges(live['spec'], desired['spec'], 'spec'), children, findings }, runtime, options.format);
  return findings.some(({ severity }) => severity === 'error') ? EXIT.general : EXIT.ok;
}
