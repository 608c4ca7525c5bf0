import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isIPv4 } from 'node:net';
import { listIn, numberIn, specOf, textsIn } from '../../values/read-values.ts';

/** The addresses of Services. */
export const SERVICE_BLOCK = '10.0.0.0/16';
const NODE_PORTS = { first: 30_000, last: 32_767 };

function isTaken(address: string, services: readonly KubeObject[]): boolean {
  return services.some((service) => textsIn(specOf(service)['clusterIPs']).includes(address));
}

function inBlock(address: string): boolean {
  return isIPv4(address) && address.startsWith('10.0.') && address !== '10.0.0.0' && address !== '10.0.255.255';
}

/** Why a service cannot have an address; undefined where it can. */
export function addressProblem(address: string, services: readonly KubeObject[]): string | undefined {
  if (!inBlock(address)) return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${SERVICE_BLOCK}`;
  return isTaken(address, services) ? 'provided IP is already allocated' : undefined;
}

/** An address that no service has. The low ones are left to those who choose their own. */
export function freeAddress(services: readonly KubeObject[], random: () => number): string {
  for (;;) {
    const address = `10.0.${String(1 + Math.floor(random() * 254))}.${String(Math.floor(random() * 256))}`;
    if (!isTaken(address, services)) return address;
  }
}

function nodePortsOf(services: readonly KubeObject[]): ReadonlySet<number> {
  return new Set(services.flatMap((service) => listIn(specOf(service)['ports']).map(({ nodePort }) => numberIn(nodePort))));
}

/** Why a service cannot have a node port; undefined where it can. */
export function nodePortProblem(port: number, services: readonly KubeObject[]): string | undefined {
  if (port < NODE_PORTS.first || port > NODE_PORTS.last) {
    return `provided port is not in the valid range. The range of valid ports is ${String(NODE_PORTS.first)}-${String(NODE_PORTS.last)}`;
  }
  return nodePortsOf(services).has(port) ? 'provided port is already allocated' : undefined;
}

/** A node port that neither a service nor `taken` has. */
export function freeNodePort(services: readonly KubeObject[], taken: ReadonlySet<number>, random: () => number): number {
  const used = nodePortsOf(services);
  for (;;) {
    const port = NODE_PORTS.first + Math.floor(random() * (NODE_PORTS.last - NODE_PORTS.first + 1));
    if (!used.has(port) && !taken.has(port)) return port;
  }
}
