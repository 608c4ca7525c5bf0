import { readFile } from 'node:fs/promises';

/** What a process has used so far, from `/proc` (Linux). */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly peakRssMb: number;
}

/** `USER_HZ`, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

function megabytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}

/** proc(5): `utime` and `stime` are fields 14 and 15 of `stat`; the name in field 2 may hold blanks, so count from its bracket. */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  const [stat, status] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/status`, 'utf8')]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  return { cpuSeconds, rssMb: megabytes(status, 'VmRSS'), peakRssMb: megabytes(status, 'VmHWM') };
}
