import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { CliError } from '../../../output/cli-error.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import type { Runtime } from '../runtime.ts';

/** What `-o` may say where a command writes objects. Without it each write is told in a line. */
export const WRITE_FORMATS = ['name', 'json', 'yaml'] as const;
export type WriteFormat = (typeof WRITE_FORMATS)[number];

/** A failure as the API machinery's own `Status`, so that a List can hold it beside objects. */
function failure(manifest: Manifest, error: CliError): JsonObject {
  const { name } = manifest.metadata;
  const slash = manifest.apiVersion.indexOf('/');
  return {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.why !== undefined && { reason: error.why }),
    details: { name, kind: manifest.kind, ...(slash > 0 && { group: manifest.apiVersion.slice(0, slash) }) },
    code: error.exit,
  };
}

/** An object, or why it could not be written. */
export type WrittenObject = KubeObject | Manifest | { readonly manifest: Manifest; readonly error: CliError };

function isFailure(entry: WrittenObject): entry is { readonly manifest: Manifest; readonly error: CliError } {
  return 'manifest' in entry && 'error' in entry;
}

/**
 * Prints what was written as `-o` says: names, or the objects (one alone, several as a `v1` List). In a List each failure is a `v1` Status
 * whose code is the exit code it would have alone. Values of Secrets are hidden.
 */
export async function printWritten(
  entries: readonly WrittenObject[],
  format: WriteFormat,
  runtime: Pick<Runtime, 'stdout'>,
): Promise<void> {
  if (format === 'name') {
    for (const entry of entries) if (!isFailure(entry)) runtime.stdout(`${resourceName(entry)}\n`);
    return;
  }
  const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
  const items = entries.map((entry): JsonObject => {
    if (isFailure(entry)) return failure(entry.manifest, entry.error);
    return 'resourceVersion' in entry.metadata ? withoutManagedFields(entry as KubeObject) : entry;
  });
  const [only] = items;
  const whole = items.length === 1 && only !== undefined ? only : toList(items);
  runtime.stdout(format === 'json' ? toJson(whole) : toYaml(whole));
}
