import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../src/cluster/connect.ts';
import { auditedCall } from './privilege-audit.ts';

/** What users did on one server. */
export interface PrivilegeUse {
  /** Of the server. */
  readonly name: string;
  /** Names of rights that they used, by user. */
  readonly used: Readonly<Record<string, readonly string[]>>;
  /** `user: what was refused`, each once. */
  readonly refused: readonly string[];
  /** How many calls they made. */
  readonly calls: number;
}

const TAIL_BYTES = 262_144;
const WRITTEN_WITHIN_MS = 5_000;

/** The log of a server, and what it put aside when that had grown. */
async function logsIn(dir: string): Promise<readonly string[]> {
  return (await readdir(dir)).filter((name) => /^audit.*\.log$/.test(name)).map((name) => path.join(dir, name));
}

async function tailOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.subarray(0, bytesRead).toString();
  } finally {
    await handle.close();
  }
}

/** The server writes its log a moment after it answers, in the order of its answers: once it has this request it has all before. */
async function untilWritten({ dir, kubeconfig }: AuditedPlane): Promise<void> {
  const mark = `/version?mark=${String(Date.now())}`;
  const connection = await connect({ program: 'test', version: '0', fieldManager: 'test', kubeconfig });
  try {
    await connection.api.raw('GET', mark);
  } catch {
    // A test has ended this server: it writes no more.
    return;
  } finally {
    connection.close();
  }
  const end = Date.now() + WRITTEN_WITHIN_MS;
  while (Date.now() < end) {
    const tails = await Promise.all((await logsIn(dir)).map(tailOf));
    if (tails.some((tail) => tail.includes(mark))) return;
    await sleep(50);
  }
}

/** A server that was started with an audit log. */
export interface AuditedPlane {
  readonly dir: string;
  readonly kubeconfig: string;
}

/** Reads the whole log of a server that still runs, or did. */
export async function privilegeUse(name: string, plane: AuditedPlane, users: readonly string[]): Promise<PrivilegeUse> {
  await untilWritten(plane);
  const used = new Map(users.map((user) => [user, new Set<string>()]));
  const refused = new Set<string>();
  let calls = 0;
  for (const file of await logsIn(plane.dir)) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      const call = auditedCall(line, users);
      if (call === undefined) continue;
      calls += 1;
      for (const right of call.rights) used.get(call.user)?.add(right);
      if (call.refusal !== undefined) refused.add(`${call.user}: ${call.refusal}`);
    }
  }
  return { name, used: Object.fromEntries([...used].map(([user, rights]) => [user, [...rights]])), refused: [...refused], calls };
}

/** Puts what was read of a server into a folder, for {@link usesIn}. */
export async function keepUse(folder: string, use: PrivilegeUse): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${use.name}.json`), JSON.stringify(use));
}

/** Everything that was put there. */
export async function usesIn(folder: string): Promise<readonly PrivilegeUse[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = await Promise.all(names.map(async (name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as PrivilegeUse);
}
