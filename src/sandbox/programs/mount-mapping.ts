/** Where a mount path really is on this machine. */
export interface MappedMount {
  readonly mountPath: string;
  readonly folder: string;
}

/** Rewrites the paths of a container to those of this machine. */
export interface MountMapping {
  /** A value that is a path as a whole (`/data`, `/data/x`), or a list of such with `:` between, or behind an option's `=`. */
  value(text: string): string;
  /** The text of a shell script: absolute paths in it that stand as words of their own, also within quotes. */
  script(text: string): string;
}

const SPECIAL = /[.*+?^${}()|[\]\\/]/g;
/** What may stand in front of a path in a script: the start, blanks, quotes, operators, `=`, `:`; never a letter, `/`, `.`, `}` or `$`. */
const BEFORE = '(?<=^|[\\s\'"`=:(<>;|&,])';
/** What may follow a mount path: nothing more, the rest of the path, or what ends a word. */
const AFTER = '(?=$|[/\\s\'"`:;|&)<>,}*])';

function trimmed(mountPath: string): string {
  return mountPath.length > 1 ? mountPath.replace(/\/+$/, '') : mountPath;
}

/**
 * The mapping of some mounts; of mounts within each other the innermost holds. A path is rewritten where it stands written out, as a
 * whole or followed by `/`: `/data-old` is not `/data`. A script that puts a path together from pieces (`/da$x`) is not understood.
 */
export function mountMapping(mounts: readonly MappedMount[]): MountMapping {
  const folders = new Map(mounts.map(({ mountPath, folder }) => [trimmed(mountPath), folder]));
  const paths = [...folders.keys()].toSorted((left, right) => right.length - left.length);
  if (paths.length === 0) return { value: (text) => text, script: (text) => text };
  const alternatives = paths.map((path) => path.replace(SPECIAL, '\\$&')).join('|');
  const inScript = new RegExp(`${BEFORE}(?:${alternatives})${AFTER}`, 'gm');
  const inValue = new RegExp(`(?<=^|[:=])(?:${alternatives})(?=$|[/:])`, 'g');
  const folderOf = (path: string): string => folders.get(path) ?? path;
  return {
    value: (text) => text.replace(inValue, folderOf),
    script: (text) => text.replace(inScript, folderOf),
  };
}
