import { EVENT, NAMESPACE } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ClusterReader, Listed } from '../describe-object/cluster-reader.ts';

/** Events that were read, and where. */
export interface EventList {
  readonly events: readonly KubeObject[];
  /** Where they were looked for; undefined stands for all namespaces at once. */
  readonly namespaces: readonly (string | undefined)[];
  /** What may not be read, where only a part was: `events in namespace default`. */
  readonly leftOut: readonly string[];
}

interface Place {
  readonly namespace: string | undefined;
  readonly listed: Listed;
}

async function read(reader: ClusterReader, namespaces: readonly (string | undefined)[]): Promise<readonly Place[]> {
  return Promise.all(namespaces.map(async (namespace) => ({ namespace, listed: await reader.list(EVENT, { namespace }) })));
}

function readable(places: readonly Place[]): Pick<EventList, 'events' | 'namespaces'> | undefined {
  const found = places.filter(({ listed }) => listed.state !== 'unknown');
  if (found.length === 0 && places.length > 0) return undefined;
  return {
    events: found.flatMap(({ listed }) => (listed.state === 'read' ? listed.objects : [])),
    namespaces: found.map(({ namespace }) => namespace),
  };
}

/** Each namespace alone, where all at once were refused. `home` where nobody says which there are. Undefined where none may be read. */
async function readApart(reader: ClusterReader, home: string): Promise<EventList | undefined> {
  const listed = await reader.list(NAMESPACE);
  const known = listed.state === 'read' ? listed.objects.map(({ metadata }) => metadata.name) : undefined;
  const found = readable(await read(reader, known ?? [home]));
  if (found === undefined) return undefined;
  if (known === undefined) return { ...found, leftOut: [`events outside namespace ${home}`] };
  const refused = known.length - found.namespaces.length;
  return { ...found, leftOut: refused === 0 ? [] : [`events in ${refused} of ${known.length} namespaces`] };
}

/**
 * The Events of namespaces (undefined: all); where only a part may be listed, that part. Throws the error to show where none may be. `home`:
 * the namespace to look in where it cannot be said which there are.
 */
export async function listEvents(reader: ClusterReader, namespaces: readonly string[] | undefined, home: string): Promise<EventList> {
  const places = await read(reader, namespaces ?? [undefined]);
  const found = readable(places) ?? (namespaces === undefined ? await readApart(reader, home) : undefined);
  const refused = places.flatMap(({ namespace, listed }) => (listed.state === 'unknown' ? [{ namespace, error: listed.error }] : []));
  if (found === undefined) throw refused[0]?.error;
  return { leftOut: refused.flatMap(({ namespace }) => (namespace === undefined ? [] : [`events in namespace ${namespace}`])), ...found };
}
