import { usageError } from '../../../../output/cli-error.ts';

/** What may be the name of a backup's file: no folder, no option, nothing that a shell or JSON would have to quote. */
const PLAIN = /^[A-Za-z0-9_+][A-Za-z0-9._+-]*$/;

/** Throws a usage error where `--from` is neither `latest` nor the name of an archive. */
export function checkArchiveName(from: string): void {
  if (from === 'latest' || (PLAIN.test(from) && /\.tar(\.gz)?$/.test(from))) return;
  throw usageError(
    `--from ${JSON.stringify(from)} is no name of a backup`,
    'use --from latest, or a name that backup list shows, such as backup-20260131-020000.tar.gz',
  );
}
