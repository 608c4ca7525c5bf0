import { resourceName } from '../../../../../output/resource-line.ts';
import type { Runtime } from '../../../../shared/runtime.ts';
import type { RestoreResult } from './run-restore.ts';

/** Prints what a restore did, as a line or as a RestoreReport. */
export async function reportRestore(
  { source, target, archive, backup, did }: RestoreResult,
  options: { readonly seconds: number; readonly format: 'text' | 'json'; readonly runtime: Pick<Runtime, 'stdout' | 'entry'> },
): Promise<void> {
  const { seconds, format, runtime } = options;
  if (format === 'json') {
    const { toJson } = await import('../../../../../output/print-object.ts');
    const { name: instance, namespace } = source;
    const known = backup === undefined ? {} : { bytes: backup.bytes, sha256: backup.sha256, entries: backup.entries ?? 0 };
    const report = { instance, namespace, target, result: did, archive, ...known, seconds };
    runtime.stdout(toJson({ apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'RestoreReport', ...report }));
    return;
  }
  const object = resourceName({ ...source.object, metadata: { ...source.object.metadata, name: target } });
  if (did === 'rehearsed')
    runtime.stdout(
      `${resourceName(source.object)}: a server starts with ${archive} (tried in ${target}, removed again, ${String(seconds)}s)\n`,
    );
  else if (did === 'restored') runtime.stdout(`${object} restored from ${archive}\n`);
  else runtime.stdout(`${object} rolled back\n`);
}
