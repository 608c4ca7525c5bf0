import { noOutside } from '../outside.ts';
import { DEPLOYMENT, EVENT, LEASE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { CheckContext } from './check-context.ts';
import { notOk, ok } from './check-result.ts';
import type { CheckResult } from './check-result.ts';

/** The first minor version of Kubernetes 1 whose CEL knows quantities, which rules of ours use. */
const OLDEST_MINOR = 29;

/** Whether a server at `address` that says this of itself (`/version`) is new enough for our definitions. */
export function serverCheck(answer: unknown, address: string): CheckResult {
  const { gitVersion, major, minor } = isJsonObject(answer) ? answer : {};
  const version = typeof gitVersion === 'string' ? gitVersion : 'unknown version';
  const number = Number.parseInt(String(minor), 10);
  if (Number.isNaN(number)) return notOk('unknown', 'server', `${version} at ${address}`, 'look at kubectl version');
  const isOld = Number.parseInt(String(major), 10) === 1 && number < OLDEST_MINOR;
  if (!isOld) return ok('server', `Kubernetes ${version} at ${address}`);
  return notOk(
    'failed',
    'server',
    `Kubernetes ${version} is older than v1.${OLDEST_MINOR}`,
    `use a cluster of v1.${OLDEST_MINOR} or newer`,
  );
}

/** Asks the server for its version, and says whether that is new enough for our definitions. */
export async function checkServer({ session, signal }: CheckContext): Promise<CheckResult> {
  return serverCheck(await session.during({ verb: 'get' }, () => session.api.raw('GET', '/version', { signal })), session.server);
}

/** Whether the server has the APIs that operators of these systems use. */
export async function checkApis({ session, signal, systems }: CheckContext): Promise<CheckResult> {
  const reconcilers = (await Promise.all(systems.map((system) => system.load(noOutside())))).flat();
  const children = reconcilers.flatMap((reconciler) => reconciler.children);
  const optional = children.filter((child) => child.optional === true).map(({ type }) => type);
  const required = [DEPLOYMENT, LEASE, EVENT, ...children.filter((child) => child.optional !== true).map(({ type }) => type)];
  const missing = async (types: readonly ResourceType[]): Promise<readonly string[]> => {
    const served = await Promise.all(
      types.map(async (type) => await session.during({ verb: 'get' }, () => session.discovery.serves(type, { signal }))),
    );
    return [...new Set(types.filter((_, index) => served[index] === false).map((type) => `${type.kind} in ${apiVersionOf(type)}`))];
  };
  const [lacks, without] = await Promise.all([missing(required), missing(optional)]);
  if (lacks.length > 0)
    return notOk('failed', 'apis', `the server has no ${lacks.join(', no ')}`, 'switch these APIs on at the API server');
  const groups = [...new Set(required.map(apiVersionOf))].join(', ');
  return ok('apis', without.length === 0 ? `${groups} are served` : `${groups} are served; ${without.join(', ')} is not, and is optional`);
}
