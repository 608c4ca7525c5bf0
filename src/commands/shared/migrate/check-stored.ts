import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { CrdFile } from '../crd-files.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';
import type { Session } from '../session.ts';
import { definitionDelta } from './definition-delta.ts';
import type { RefusedObject } from './migration-plan.ts';
import { refusedObjects } from './refused-objects.ts';
import { servedVersion } from './served-version.ts';

export interface CheckStoredOptions {
  readonly signal: AbortSignal;
  /** Told of each object that the new schema would not let in. */
  readonly warn: (text: string) => void;
  readonly kinds: readonly KindDefinition[];
}

/** From this minor version of Kubernetes 1 on, an update may leave a field as it is that the schema refuses (CRDValidationRatcheting, on by default). */
const RATCHETS_FROM = 30;

/** Whether the server lets an object be updated whose invalid fields stay as they are. Yes where it does not tell its version. */
async function ratchets({ api }: Session, signal: AbortSignal): Promise<boolean> {
  try {
    const version = await api.raw('GET', '/version', { signal });
    const minor = isJsonObject(version) ? Number.parseInt(String(version['minor']), 10) : Number.NaN;
    return Number.isNaN(minor) || minor >= RATCHETS_FROM;
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return true;
    throw error;
  }
}

function text({ field, message, namespace, object }: RefusedObject): string {
  return `${object}${namespace === undefined ? '' : ` in namespace ${namespace}`}: ${field}: ${message}`;
}

/**
 * Before a definition is changed: looks whether its stored objects fit the new schema. What does not is told; such an object keeps its value,
 * and can be changed in everything but that field. Throws a CliError (exit 6) where the server is too old for that: nobody could write it any more.
 */
export async function checkStored(
  session: Session,
  file: CrdFile,
  live: CustomResourceDefinitionLike,
  { kinds, signal, warn }: CheckStoredOptions,
): Promise<void> {
  const kind = kinds.find((candidate) => candidate.kind === file.kind.kind && candidate.group === file.kind.group);
  // What accepts no less than before strands nobody.
  if (kind === undefined || definitionDelta(live, file.manifest).tightened.length === 0) return;
  const { more, named, seen } = await refusedObjects(session, kind, { version: servedVersion(live, kind.version), signal });
  const { name } = file.manifest.metadata;
  if (!seen) warn(`${name} accepts less than before, and you may not list its objects: whether all of them fit cannot be said`);
  const [first] = named;
  if (first === undefined) return;
  if (!(await session.during({ verb: 'get' }, () => ratchets(session, signal)))) {
    throw new CliError({
      exit: EXIT.conflict,
      message: `CustomResourceDefinition ${name} would strand objects: this API server is older than 1.${String(RATCHETS_FROM)}`,
      why: text(first),
      fix: 'correct the objects first, or bring the API server up to date',
      details: named.map(text).join('\n'),
    });
  }
  for (const one of named) warn(`${text(one)}; it stays as it is stored, and is to be corrected`);
  if (more > 0) warn(`${String(more)} more objects of ${name} do not fit its new schema`);
}
