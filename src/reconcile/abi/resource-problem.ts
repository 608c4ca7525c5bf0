import { compareQuantities, parseQuantity, sameQuantity } from '../../kernel/quantity.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { isExact, podResources } from '../../templates/abi/pod-resources.ts';

const STANDARD: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const HUGE_PAGES = /^hugepages-[0-9]+(?:Ki|Mi|Gi|Ti)?$/;
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const QUALIFIED = new RegExp(`^${LABEL}(?:\\.${LABEL})*/[A-Za-z0-9](?:[-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?$`);
const DOMAIN_MAX = 244;

function isName(name: string): boolean {
  if (!name.includes('/')) return STANDARD.has(name) || HUGE_PAGES.test(name);
  return QUALIFIED.test(name) && !name.startsWith('requests.') && name.indexOf('/') <= DOMAIN_MAX;
}

function isWhole(amount: string): boolean {
  return (parseQuantity(amount) ?? 1n) % 1_000_000_000n === 0n;
}

/** What the API server would refuse in the resources of the pods (validation of core/v1); undefined where they are fine. */
export function resourceProblem(spec: AbiInstanceSpec): string | undefined {
  const { requests = {}, limits = {} } = podResources(spec);
  const names = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].toSorted();
  for (const name of names) {
    const [request, limit] = [requests[name], limits[name]];
    if (!isName(name)) {
      return `spec.resources names ${name}: it must be cpu, memory, ephemeral-storage, hugepages-SIZE or an extended resource such as amd.com/gpu`;
    }
    if (isExact(name)) {
      if (![request, limit].every((amount) => isWhole(amount ?? '0'))) return `spec.resources: ${name} must be a whole number`;
      if (request !== undefined && limit !== undefined && !sameQuantity(request, limit)) {
        return `spec.resources: the request of ${name} (${request}) must equal its limit (${limit})`;
      }
    } else if (request !== undefined && limit !== undefined && (compareQuantities(request, limit) ?? 0) > 0) {
      return `spec.resources: the request of ${name} (${request}) is more than its limit (${limit})`;
    }
  }
  const hasHugePages = names.some((name) => name.startsWith('hugepages-'));
  return hasHugePages && !names.includes('cpu') && !names.includes('memory')
    ? 'spec.resources: huge pages need a request or limit of cpu or memory beside them'
    : undefined;
}
