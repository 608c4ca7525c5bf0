/**
 * The backup job's program, for busybox and other POSIX shells. All its values come by environment: `DATA_DIR` (absolute), `BACKUP_DIR`,
 * `RETENTION_DAYS` (whole days) and `COMPRESS` (`true` or `false`). It makes `backup-YYYYMMDD-HHMMSS.tar[.gz]` (UTC) and a `.sha256` beside it;
 * its last line is JSON: `archive`, `bytes`, `sha256`.
 *
 * The store is live meanwhile and offers no quiet copy: what is in the archive is what a crash at that moment would have left.
 * Kubernetes reads `$(NAME)` and a double dollar in a command itself; neither may stand here with the name of a variable.
 */
export const BACKUP_SCRIPT = `set -eu
umask 077

fail() {
  echo "backup failed: $1" >&2
  exit 1
}

data=$DATA_DIR
while [ "$data" != "\${data%/}" ]; do data=\${data%/}; done
case $data in
  /*) ;;
  *) fail 'DATA_DIR is not an absolute path' ;;
esac
[ -d "$data" ] || fail 'the data directory does not exist'

case $RETENTION_DAYS in
  '' | *[!0-9]*) fail 'RETENTION_DAYS is not a number' ;;
esac

case $COMPRESS in
  true) suffix=.tar.gz gzip=z ;;
  false) suffix=.tar gzip= ;;
  *) fail 'COMPRESS is neither true nor false' ;;
esac

cd "$BACKUP_DIR" || fail 'the backup directory does not exist'

# What a killed run left behind. A run that still writes has touched its file lately.
find . -maxdepth 1 -type f -name '.backup-*.partial.*' -mmin +60 -exec rm -f {} +

name=backup-$(date -u +%Y%m%d-%H%M%S)$suffix
if [ -e "$name" ]; then
  # Two of one second: the later one is of the next.
  sleep 1
  name=backup-$(date -u +%Y%m%d-%H%M%S)$suffix
fi
[ ! -e "$name" ] || fail "$name exists already"

# Until it is verified the archive has a name that neither people nor retention take for a backup.
partial= sum=
trap 'rm -f "$partial" "$sum"' EXIT
partial=$(mktemp "./.$name.partial.XXXXXX")
sum=$(mktemp "./.$name.sha256.partial.XXXXXX")

# Rooted at the directory's own name: unpacked in its parent, everything is back in its place.
# What a restore has set aside is no part of the data.
tar "-c\${gzip}f" "$partial" -C "\${data%/*}/" --exclude='*/LOCK' --exclude='*/lost+found' --exclude='*/.restore-*' -- "\${data##*/}" ||
  fail 'the data directory could not be archived'
tar "-t\${gzip}f" "$partial" >/dev/null || fail 'the archive cannot be read back'

# Written before the archive gets its name: a full volume must not leave one without a checksum.
digest=$(sha256sum <"$partial" | cut -d ' ' -f 1)
[ -n "$digest" ] || fail 'the archive cannot be read for its checksum'
printf '%s  %s\\n' "$digest" "$name" >"$sum" || fail 'the checksum could not be written'
sync
mv "$partial" "$name"
mv "$sum" "$name.sha256"

# Only after a success, so that failing backups never eat the good ones.
find . -maxdepth 1 -type f -name 'backup-*.tar*' -mtime "+$RETENTION_DAYS" -exec rm -f {} +

bytes=$(wc -c <"$name")
echo "backup complete: $name, $((bytes)) bytes"
# For programs. The name is made above, so nothing in it needs quoting.
echo "{\\"archive\\":\\"$name\\",\\"bytes\\":$((bytes)),\\"sha256\\":\\"$digest\\"}"
`;
