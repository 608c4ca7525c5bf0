import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

function part(parent: unknown, name: string): JsonObject {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return isJsonObject(value) ? value : {};
}

function count(parent: JsonObject, name: string): number {
  const value = parent[name];
  return typeof value === 'number' ? value : 0;
}

/** `1/2`; empty where there is nothing and nothing is wanted, which says nothing about health. */
function ratio(ready: number, wanted: number): string {
  return wanted === 0 && ready === 0 ? '' : `${String(ready)}/${String(wanted)}`;
}

/** Status and spec of an object. */
interface Halves {
  readonly spec: JsonObject;
  readonly status: JsonObject;
}

/** Pods that are ready, of those that there are or, before there are any, of those that are wanted. */
function replicas({ spec, status }: Halves): string {
  const there = count(status, 'replicas');
  return ratio(count(status, 'readyReplicas'), there === 0 ? count(spec, 'replicas') : there);
}

function deployment({ status }: Halves): string {
  const own = part(status, 'deployment');
  return ratio(count(own, 'readyReplicas'), count(own, 'replicas'));
}

function serverAndRedis({ status }: Halves): string {
  const parts = ['serverStatus', 'redisStatus'].map((name) => part(status, name));
  const sum = (name: string): number => parts.reduce((total, one) => total + count(one, name), 0);
  return ratio(sum('readyReplicas'), sum('totalReplicas'));
}

function executors({ status }: Halves): string {
  return ratio(count(status, 'readyExecutorReplicas'), count(status, 'desiredExecutorReplicas'));
}

function progress({ status }: Halves): string {
  return typeof status['progress'] === 'number' ? `${String(status['progress'])}%` : '';
}

/** By kind; a kind that is not here counts nothing. */
const READY: Readonly<Record<string, (halves: Halves) => string>> = {
  MaiaInstance: replicas,
  AbiInstance: replicas,
  Tenant: serverAndRedis,
  Agent: deployment,
  MCPServer: deployment,
  ModelAPI: deployment,
  MarieCluster: executors,
  MarieJob: progress,
};

/** How much of an object is ready, in the shortest words: `1/2`, `43%`. Empty where its kind counts nothing. */
export function readyText(object: KubeObject): string {
  return READY[object.kind]?.({ spec: part(object, 'spec'), status: part(object, 'status') }) ?? '';
}
