import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { ObjectMeta } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { resourcePath } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';

/** An object of which only the metadata was read. */
export interface MetadataOf {
  readonly type: ResourceType;
  readonly metadata: ObjectMeta;
}

/** Only metadata: no values of Secrets, a fraction of the bytes (Kubernetes API concepts, "Metadata-only fetches"). */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const PAGE = 500;

/** The metadata of all objects of a type in a namespace (absent: in all). Undefined where they may not be listed; empty where the type is not served. */
export async function listMetadata(
  session: Session,
  type: ResourceType,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly MetadataOf[] | undefined> {
  const found: MetadataOf[] = [];
  let next = '';
  do {
    try {
      const page = await session.api.raw('GET', resourcePath(type, { namespace }), {
        accept: METADATA_ONLY,
        query: { limit: String(PAGE), ...(next !== '' && { continue: next }) },
        signal,
      });
      const { items, metadata } = isJsonObject(page) ? page : {};
      for (const item of Array.isArray(items) ? items.filter(isJsonObject) : [])
        found.push({ type, metadata: item['metadata'] as ObjectMeta });
      const token = isJsonObject(metadata) ? metadata['continue'] : undefined;
      next = typeof token === 'string' ? token : '';
    } catch (error) {
      if (isApiError(error, 'NotFound')) return found;
      if (isApiError(error, 'Forbidden')) return undefined;
      throw error;
    }
  } while (next !== '');
  return found;
}
