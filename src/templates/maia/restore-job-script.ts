/**
 * Puts a backup in the place of an instance's data, for busybox and other POSIX shells. No server may run on the data meanwhile. By
 * environment: `DATA_DIR` (the mounted volume), `RESTORE_ID` (`[a-z0-9]+`), for `unpack` also `BACKUP_DIR` and `ARCHIVE` (a file name), and
 * `ACTIONS`, some of:
 *
 * - `unpack`: checks the archive and unpacks it beside the data;
 * - `swap`: sets the data aside and puts what was unpacked in its place;
 * - `undo`: puts the data back that `swap` set aside, whatever `swap` had done of its work;
 * - `clean`: removes what was set aside and what is left over.
 *
 * Everything is in `.restore-<id>` on the data volume, so that each entry changes its place by one rename. The mounted folder itself cannot be
 * renamed; what makes the moves of many entries one change is the folder `emptied`: while it is there, what stands in the data directory is of
 * the backup, else it is of the old data. Every action can be killed at any point and begun again, also `undo` in the middle of `swap` and
 * `swap` in the middle of `undo`.
 */
export const RESTORE_JOB_SCRIPT = `set -eu
umask 077

fail() {
  echo "restore failed: $1" >&2
  exit 1
}

case $RESTORE_ID in
  '' | *[!a-z0-9]*) fail 'RESTORE_ID is not made of small letters and digits' ;;
esac
cd "$DATA_DIR" || fail 'the data directory does not exist'
work=./.restore-$RESTORE_ID
gone=./.restore-$RESTORE_ID-gone

# What belongs to the volume, not to the data.
stays() {
  case $1 in
    .restore-* | lost+found) return 0 ;;
    *) return 1 ;;
  esac
}

move_all() {
  for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ ! -e "$entry" ] && [ ! -L "$entry" ]; then continue; fi
    name=\${entry##*/}
    if stays "$name"; then continue; fi
    if [ -e "$2/$name" ] || [ -L "$2/$name" ]; then fail 'an entry of the data is there twice'; fi
    mv "$entry" "$2/$name"
  done
}

unpack() {
  if [ -d "$work/new" ]; then
    echo 'unpacked already'
    return 0
  fi
  case $ARCHIVE in
    '' | .* | -* | *[!A-Za-z0-9._+-]*) fail 'ARCHIVE is no name of an archive' ;;
    *.gz) gzip=z ;;
    *) gzip= ;;
  esac
  file=$BACKUP_DIR/$ARCHIVE
  [ -f "$file" ] || fail 'there is no such backup'
  actual=$(sha256sum <"$file" | cut -d ' ' -f 1)
  if [ -f "$file.sha256" ]; then
    told=$(cut -d ' ' -f 1 "$file.sha256")
    [ "$actual" = "$told" ] || fail 'the checksum of the backup is another than the one beside it: it is damaged'
  fi
  mkdir -p "$work"
  rm -rf "$work/partial"
  mkdir "$work/partial"
  tar "-xp\${gzip}f" "$file" -C "$work/partial" --strip-components=1 || fail 'the backup could not be unpacked'
  sync
  mv "$work/partial" "$work/new"
  echo "{\\"archive\\":\\"$ARCHIVE\\",\\"sha256\\":\\"$actual\\"}"
}

swap() {
  [ -d "$work/new" ] || fail 'nothing was unpacked'
  mkdir -p "$work/old"
  if [ ! -d "$work/emptied" ]; then
    move_all . "$work/old"
    sync
    mkdir "$work/emptied"
  fi
  move_all "$work/new" .
  sync
  echo 'the backup is in place'
}

undo() {
  if [ -d "$work/emptied" ]; then
    move_all . "$work/new"
    sync
    rmdir "$work/emptied"
  fi
  if [ -d "$work/old" ]; then
    move_all "$work/old" .
    sync
  fi
  echo 'the old data is in place'
}

clean() {
  # By one rename, so that no other action takes a half removed folder for its own.
  rm -rf "$gone"
  if [ -d "$work" ]; then
    mv "$work" "$gone"
    rm -rf "$gone"
  fi
  echo 'cleaned'
}

for action in $ACTIONS; do
  case $action in
    unpack) unpack ;;
    swap) swap ;;
    undo) undo ;;
    clean) clean ;;
    *) fail "ACTIONS names nothing to do" ;;
  esac
done
echo '{"end":true}'
`;
