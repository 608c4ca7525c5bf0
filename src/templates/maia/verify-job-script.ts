/**
 * Looks at the backups of an instance and changes nothing, for busybox and other POSIX shells. By environment: `BACKUP_DIR`; `ARCHIVE` (a file
 * name, `latest`, or empty for all); `VERIFY` (`true`: every byte is read, which takes its time).
 *
 * It prints one JSON object per archive, oldest name first: `archive`, `bytes`, `modified` (seconds since the epoch), `sha256` (what the file
 * beside it says, or empty), with `VERIFY` also `actual` (what the bytes give), `entries`, and `state`: `ok`, `damaged` (`actual` is another),
 * `unreadable` (tar cannot read it). Then one line `{"end":true}`: without it the list is not whole. A file whose name would need quoting in
 * JSON is left out, with a note on stderr.
 */
export const VERIFY_JOB_SCRIPT = `set -eu

fail() {
  echo "cannot look at the backups: $1" >&2
  exit 1
}

cd "$BACKUP_DIR" || fail 'the backup directory does not exist'

is_plain() {
  case $1 in
    '' | .* | -* | *[!A-Za-z0-9._+-]*) return 1 ;;
  esac
}

sum_beside() {
  if [ -f "$1.sha256" ]; then
    cut -d ' ' -f 1 "$1.sha256" | tr -cd '0-9a-f'
  fi
}

verify() {
  actual=$(sha256sum "$1" | cut -d ' ' -f 1)
  case $1 in
    *.gz) gzip=z ;;
    *) gzip= ;;
  esac
  state=ok entries=0
  if tar "-t\${gzip}f" "$1" >/dev/null 2>&1; then
    entries=$(tar "-t\${gzip}f" "$1" | wc -l)
  else
    state=unreadable
  fi
  if [ -n "$2" ] && [ "$2" != "$actual" ]; then state=damaged; fi
}

look() {
  if ! is_plain "$1"; then
    echo 'note: a file with an unusual name is left out' >&2
    return 0
  fi
  sum=$(sum_beside "$1")
  bytes=$(wc -c <"$1")
  modified=$(stat -c %Y "$1")
  line="{\\"archive\\":\\"$1\\",\\"bytes\\":$((bytes)),\\"modified\\":$modified,\\"sha256\\":\\"$sum\\""
  if [ "$VERIFY" = true ]; then
    verify "$1" "$sum"
    line="$line,\\"actual\\":\\"$actual\\",\\"entries\\":$((entries)),\\"state\\":\\"$state\\""
  fi
  echo "$line}"
}

# The names hold the time, so the last of them in the order of the shell is the newest.
export LC_ALL=C
case $ARCHIVE in
  '')
    for name in backup-*.tar backup-*.tar.gz; do
      [ ! -f "$name" ] || look "$name"
    done
    ;;
  latest)
    newest=
    for name in backup-*.tar backup-*.tar.gz; do
      if [ ! -f "$name" ] || ! is_plain "$name"; then continue; fi
      newest=$(printf '%s\\n%s\\n' "$newest" "$name" | sort | tail -n 1)
    done
    [ -z "$newest" ] || look "$newest"
    ;;
  *)
    is_plain "$ARCHIVE" || fail 'that is no name of an archive'
    [ ! -f "./$ARCHIVE" ] || look "$ARCHIVE"
    ;;
esac
echo '{"end":true}'
`;
