/** How one version stands to another. `unknown`: one of them is none, such as the tag `latest`. */
export type VersionFit = 'fits' | 'older' | 'newer' | 'unknown';

const VERSION = /^v?(\d+)\.(\d+)\.\d+(?:[-+].*)?$/;

function minorOf(text: string): readonly [major: number, minor: number] | undefined {
  const [, major, minor] = VERSION.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

/** Compares `other` with `ours`. Versions fit that differ in their patch only: those change neither definitions nor what is stored. */
export function versionFit(other: string, ours: string): VersionFit {
  const [left, right] = [minorOf(other), minorOf(ours)];
  if (left === undefined || right === undefined) return 'unknown';
  const difference = left[0] === right[0] ? left[1] - right[1] : left[0] - right[0];
  if (difference === 0) return 'fits';
  return difference < 0 ? 'older' : 'newer';
}
