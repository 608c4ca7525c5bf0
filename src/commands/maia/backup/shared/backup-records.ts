import { timestamp } from '../../../../kernel/clock.ts';
import type { JsonObject } from '../../../../kernel/json.ts';

/** A backup as the commands print it. */
export interface BackupRecord {
  readonly archive: string;
  readonly bytes: number;
  /** RFC 3339: the time in its name, else when the file was written. */
  readonly created: string;
  /** Empty where there is no file with it beside the archive. */
  readonly sha256: string;
  /** `made`: read back when it was made, as the checksum beside it shows; `no`: nothing says so. The others: it was read just now. */
  readonly verified: 'made' | 'no' | 'ok' | 'damaged' | 'unreadable';
  /** Files and folders in it, where it was read just now. */
  readonly entries?: number;
}

const NAME_TIME = /^backup-(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})\.tar/;

function createdAt(archive: string, modified: unknown): string {
  const [, ...parts] = NAME_TIME.exec(archive) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  if (year === undefined || month === undefined || Number.isNaN(second ?? NaN)) return timestamp(Number(modified) * 1000);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  return timestamp(time);
}

function verdict(line: JsonObject): BackupRecord['verified'] {
  const { state, sha256 } = line;
  if (state === 'ok' || state === 'damaged' || state === 'unreadable') return state;
  return sha256 === '' ? 'no' : 'made';
}

/** The backups that the Job's lines tell, the newest first. */
export function backupRecords(lines: readonly JsonObject[]): readonly BackupRecord[] {
  const records = lines.flatMap((line): BackupRecord[] => {
    const { archive, bytes, modified, sha256, actual, entries } = line;
    if (typeof archive !== 'string' || typeof bytes !== 'number' || typeof sha256 !== 'string') return [];
    // Where nothing stands beside the archive, what its bytes give is all there is to know.
    const known = sha256 === '' && typeof actual === 'string' ? actual : sha256;
    const count = typeof entries === 'number' ? { entries } : {};
    return [{ archive, bytes, created: createdAt(archive, modified), sha256: known, verified: verdict(line), ...count }];
  });
  return records.toSorted((left, right) =>
    left.created < right.created ? 1 : left.created > right.created ? -1 : left.archive < right.archive ? -1 : 1,
  );
}
