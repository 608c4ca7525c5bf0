import { isJsonObject } from '../../../kernel/json.ts';
import { keyOf, type KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { Session } from '../../shared/session.ts';

function phaseOf(object: KubeObject): string | undefined {
  const { status } = object;
  const phase = isJsonObject(status) ? status['phase'] : undefined;
  return typeof phase === 'string' ? phase : undefined;
}

async function followType(
  type: ResourceType,
  session: Pick<Session, 'api'>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const last = new Map<string, string>();
  const look = (object: KubeObject): void => {
    const phase = phaseOf(object);
    const key = keyOf(object.metadata);
    if (phase === undefined || last.get(key) === phase) return;
    last.set(key, phase);
    const { namespace } = object.metadata;
    tell(`${namespace === undefined ? '' : `${namespace} `}${resourceName(object)} is ${phase}\n`);
  };
  const page = await session.api.list(type, { signal });
  page.items.forEach(look);
  for await (const event of session.api.watch(type, { resourceVersion: page.resourceVersion, signal })) {
    if (event.type === 'ADDED' || event.type === 'MODIFIED') look(event.object);
  }
}

/**
 * Tells the phase of every object of these types, and each new one as it happens, until the signal is aborted. A watch that breaks ends the
 * telling of its type, nothing else: this is for show.
 */
export async function followPhases(
  types: readonly ResourceType[],
  session: Pick<Session, 'api'>,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await Promise.allSettled(types.map((type) => followType(type, session, tell, signal)));
}
