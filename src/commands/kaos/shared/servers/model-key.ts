import { isJsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { Session } from '../../../shared/session.ts';

/** LiteLLM's variable for the key that lets everybody in who has it. */
const MASTER_KEY = 'LITELLM_MASTER_KEY';

function entriesOf(object: KubeObject): readonly unknown[] {
  const spec = isJsonObject(object['spec']) ? object['spec'] : {};
  return [spec['proxyConfig'], spec['container']].flatMap((holder) => {
    const env = isJsonObject(holder) ? holder['env'] : undefined;
    return Array.isArray(env) ? (env as readonly unknown[]) : [];
  });
}

/** The master key of a proxy, where its spec says it or names the Secret; undefined where it has none, or has it in a file of its own. */
export async function masterKeyOf(object: KubeObject, session: Session, signal: AbortSignal): Promise<string | undefined> {
  const entry = entriesOf(object).findLast((each) => isJsonObject(each) && each['name'] === MASTER_KEY);
  if (!isJsonObject(entry)) return undefined;
  if (typeof entry['value'] === 'string') return entry['value'] === '' ? undefined : entry['value'];
  const from = isJsonObject(entry['valueFrom']) ? entry['valueFrom']['secretKeyRef'] : undefined;
  if (!isJsonObject(from) || typeof from['name'] !== 'string' || typeof from['key'] !== 'string') return undefined;
  const value = await session.outside().readSecret({ namespace: session.namespace, name: from['name'] }, from['key'], signal);
  return value === undefined ? undefined : Buffer.from(value).toString('utf8');
}
