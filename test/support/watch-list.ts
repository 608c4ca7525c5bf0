import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { apiVersionOf } from '../../src/kernel/resource-type.ts';
import type { WatchLog } from './watch-log.ts';

/** What one page of a list asks for. `limit` 0 means everything. */
export interface ListRequest {
  readonly namespace?: string;
  readonly limit: number;
  readonly continue?: string;
}

interface Position {
  readonly version: number;
  readonly offset: number;
}

function parsePosition(token: string): Position {
  const [version = 0, offset = 0] = Buffer.from(token, 'base64url').toString().split(':').map(Number);
  return { version, offset };
}

function withoutType(object: KubeObject): unknown {
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = object;
  return rest;
}

/**
 * Answers the pages of lists. All pages of one list show the objects of one version; undefined (410) where that version is forgotten.
 * Items come without `apiVersion` and `kind`, as a real server leaves them out for its own types.
 */
export function listPager(log: WatchLog): (request: ListRequest) => unknown {
  const snapshots = new Map<number, readonly KubeObject[]>();
  return (request) => {
    const { version, offset } = request.continue === undefined ? { version: log.version(), offset: 0 } : parsePosition(request.continue);
    for (const known of snapshots.keys()) if (known < log.oldest()) snapshots.delete(known);
    if (offset === 0) snapshots.set(version, log.objects());
    const objects = snapshots
      .get(version)
      ?.filter((object) => request.namespace === undefined || object.metadata.namespace === request.namespace);
    if (objects === undefined) return undefined;
    const end = request.limit > 0 ? offset + request.limit : objects.length;
    const left = Math.max(0, objects.length - end);
    const token = Buffer.from(`${version}:${end}`).toString('base64url');
    return {
      kind: `${log.type.kind}List`,
      apiVersion: apiVersionOf(log.type),
      metadata: { resourceVersion: String(version), ...(left > 0 ? { continue: token, remainingItemCount: left } : {}) },
      items: objects.slice(offset, end).map(withoutType),
    };
  };
}
