import { EVENT } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { formatAge } from '../../../output/age.ts';
import type { Session } from '../session.ts';

const SHOWN = 3;
/** They are asked for when the time is over: a server that does not answer must not hold the message up. */
const LONGEST_MS = 3000;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** When an event was last seen, in Unix milliseconds: core/v1 Events have one of four fields for it. */
function lastSeen(event: KubeObject): number {
  const series = isJsonObject(event['series']) ? text(event['series']['lastObservedTime']) : undefined;
  return Date.parse(series ?? text(event['lastTimestamp']) ?? text(event['eventTime']) ?? event.metadata.creationTimestamp);
}

function line(event: KubeObject, now: number): string {
  const message = (text(event['message']) ?? '').split('\n', 1)[0] ?? '';
  return `${formatAge(now - lastSeen(event))} ago: ${text(event['type']) ?? 'Normal'} ${text(event['reason']) ?? ''}: ${message}`;
}

/** The newest three events about an object, newest first, one line each. Empty where they cannot be read. */
export async function newestEvents(session: Session, object: KubeObject, now: number): Promise<readonly string[]> {
  const { namespace = 'default', uid } = object.metadata;
  try {
    const page = await session.api.list(EVENT, {
      namespace,
      fieldSelector: `involvedObject.uid=${uid}`,
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const newest = page.items.toSorted((left, right) => lastSeen(right) - lastSeen(left)).slice(0, SHOWN);
    return newest.map((event) => line(event, now));
  } catch {
    return [];
  }
}
