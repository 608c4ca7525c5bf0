import { isApiError } from '../../../cluster/api-error.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import { loadKinds } from '../apply/load-kinds.ts';
import type { CheckContext } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

/** Name of the objects that are tried and never stored. */
const PROBE = 'aistack-check';

async function probe(context: CheckContext, kind: KindDefinition): Promise<CheckResult | undefined> {
  const { session, signal, runtime, pre } = context;
  const check = `write ${kind.plural}`;
  const namespace = kind.scope === 'Namespaced' ? (context.namespace ?? session.namespace) : undefined;
  const manifest = {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { name: PROBE, ...(namespace !== undefined && { namespace }) },
    spec: kind.smallestSpec ?? {},
  };
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  try {
    await session.api.create(kind, manifest, { dryRun: true, signal });
    return ok(check, `the server would take one${where}`);
  } catch (error) {
    if (!isApiError(error)) throw error;
    const isServed = error.reason !== 'NotFound' || (await session.discovery.serves(kind, { signal }));
    // What is not there is told by its definition's check.
    if (!isServed) return undefined;
    const message = `the server would not take one${where}: ${error.message}`;
    if (error.reason === 'AlreadyExists') return ok(check, `the server would take one${where}`);
    if (error.reason === 'NotFound') {
      return notOk(pre ? 'unknown' : 'failed', check, message, `kubectl create namespace ${namespace ?? ''}`);
    }
    if (error.reason === 'Forbidden' && error.message.includes('cannot create resource')) {
      return notOk(
        'unknown',
        check,
        `whether the server takes one${where} cannot be tried: you may not create ${kind.plural}`,
        'ask for the right if you need it',
      );
    }
    if (error.reason === 'Invalid')
      return notOk('failed', check, message, `${runtime.entry.bin} install brings the definition that goes with this program`);
    if (error.reason === 'Forbidden' || error.reason === 'BadRequest' || error.code >= 500 || error.code === 429) {
      return notOk('failed', check, message, 'look at the admission webhook, policy or quota that is named');
    }
    throw error;
  }
}

/** Tries to create one object of each type without storing it: passes admission, quota and the definition's own rules. */
export async function checkWrites(context: CheckContext): Promise<readonly CheckResult[]> {
  const kinds = await loadKinds();
  const own = kinds.filter((kind) => context.kinds.some(({ group, plural }) => group === kind.group && plural === kind.plural));
  const results = await Promise.all(own.map((kind) => context.session.during({ verb: 'create', type: kind }, () => probe(context, kind))));
  return results.filter((result) => result !== undefined);
}
