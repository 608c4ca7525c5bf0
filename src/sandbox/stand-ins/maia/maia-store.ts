import { COLLECTIONS, type MaiaState } from './maia-state.ts';
import type { MaiaKeyRecord, MaiaMemoryRecord, MaiaNamespaceRecord, MaiaTenantRecord } from './maia-records.ts';

/** Stores a tenant. What is read after the call sees it; the promise settles when it is on the disk. */
export async function putTenant(state: MaiaState, tenant: MaiaTenantRecord): Promise<MaiaTenantRecord> {
  state.tenants.set(tenant.id, tenant);
  await state.disk.put(COLLECTIONS.tenants, tenant.id, tenant);
  return tenant;
}

/** Removes a tenant, and nothing else: its keys and memories stay, as in the server. */
export async function removeTenant(state: MaiaState, id: string): Promise<void> {
  state.tenants.delete(id);
  await state.disk.remove(COLLECTIONS.tenants, id);
}

export async function putKey(state: MaiaState, key: MaiaKeyRecord): Promise<MaiaKeyRecord> {
  state.keys.set(key.key, key);
  await state.disk.put(COLLECTIONS.keys, key.key, key);
  return key;
}

export async function removeKey(state: MaiaState, hash: string): Promise<void> {
  state.keys.delete(hash);
  await state.disk.remove(COLLECTIONS.keys, hash);
}

function memoryCollection({ dedicated, tenant }: MaiaMemoryRecord): string {
  return dedicated ? `${COLLECTIONS.dedicated}/${encodeURIComponent(tenant)}` : COLLECTIONS.memories;
}

export async function putMemory(state: MaiaState, memory: MaiaMemoryRecord): Promise<MaiaMemoryRecord> {
  state.memories.set(memory.id, memory);
  await state.disk.put(memoryCollection(memory), memory.id, memory);
  return memory;
}

export async function removeMemory(state: MaiaState, memory: MaiaMemoryRecord): Promise<void> {
  state.memories.delete(memory.id);
  await state.disk.remove(memoryCollection(memory), memory.id);
}

export async function putNamespace(state: MaiaState, namespace: MaiaNamespaceRecord): Promise<MaiaNamespaceRecord> {
  state.namespaces.set(namespace.id, namespace);
  await state.disk.put(COLLECTIONS.namespaces, namespace.id, namespace);
  return namespace;
}

/** What a tenant takes up. The server estimates bytes: content plus 500 for each memory. */
export function usageOf(state: MaiaState, tenant: string): { readonly memories: number; readonly bytes: number } {
  let memories = 0;
  let bytes = 0;
  for (const memory of state.memories.values()) {
    if (memory.tenant !== tenant) continue;
    memories += 1;
    bytes += Buffer.byteLength(memory.content) + 500;
  }
  return { memories, bytes };
}
