import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { parseQuantity, type NanoUnits } from '../../kernel/quantity.ts';
import type { ClusterValues } from './cluster-values.ts';
import { executorDeployment } from './executor-deployment.ts';
import { isGpuResource } from './gpu.ts';
import { objectsIn } from './main-container.ts';
import { serverDeployment } from './server-deployment.ts';

/** What all pods that there should be ask for, as quantities. Of what nobody asks for there is nothing. */
export interface ResourceTotals {
  readonly desiredCPU?: string;
  readonly desiredMemory?: string;
  readonly desiredGPU?: string;
}

const UNIT = 1_000_000_000n;

/** What a container asks for: its request, else its limit, as Kubernetes reserves it. */
function asked(container: JsonObject): JsonObject {
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  const part = (name: string): JsonObject => (isJsonObject(resources[name]) ? resources[name] : {});
  return { ...part('limits'), ...part('requests') };
}

function amountOf(container: JsonObject, matches: (resource: string) => boolean): NanoUnits {
  return Object.entries(asked(container)).reduce((sum, [name, value]) => {
    const amount = matches(name) && (typeof value === 'string' || typeof value === 'number') ? parseQuantity(value) : undefined;
    return sum + (amount ?? 0n);
  }, 0n);
}

interface Pods {
  readonly replicas: number;
  readonly containers: readonly JsonObject[];
}

function podsOf(manifest: JsonObject): Pods {
  const { replicas, template } = manifest['spec'] as { replicas: number; template: { spec: JsonObject } };
  // A sidecar is an init container that goes on.
  const sidecars = objectsIn(template.spec['initContainers']).filter((container) => container['restartPolicy'] === 'Always');
  return { replicas, containers: [...objectsIn(template.spec['containers']), ...sidecars] };
}

function cpuText(amount: NanoUnits): string {
  return amount % UNIT === 0n ? String(amount / UNIT) : `${(amount + 999_999n) / 1_000_000n}m`;
}

function memoryText(amount: NanoUnits): string {
  const bytes = (amount + UNIT - 1n) / UNIT;
  for (const [suffix, size] of [
    ['Gi', 2n ** 30n],
    ['Mi', 2n ** 20n],
    ['Ki', 2n ** 10n],
  ] as const) {
    if (bytes % size === 0n) return `${bytes / size}${suffix}`;
  }
  return String(bytes);
}

/** Adds up what every pod of the cluster asks for, the server's too; what is suspended asks for nothing. */
export function resourceTotals(values: ClusterValues): ResourceTotals {
  const all = [serverDeployment(values), ...values.groups.map((group) => executorDeployment(values, group))].map(podsOf);
  const total = (matches: (resource: string) => boolean): NanoUnits =>
    all.reduce(
      (sum, { containers, replicas }) =>
        sum + BigInt(replicas) * containers.reduce((each, container) => each + amountOf(container, matches), 0n),
      0n,
    );
  const cpu = total((name) => name === 'cpu');
  const memory = total((name) => name === 'memory');
  const gpu = total(isGpuResource);
  return {
    ...(cpu === 0n ? {} : { desiredCPU: cpuText(cpu) }),
    ...(memory === 0n ? {} : { desiredMemory: memoryText(memory) }),
    ...(gpu === 0n ? {} : { desiredGPU: cpuText(gpu) }),
  };
}
