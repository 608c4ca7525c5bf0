/** A part of a recorded text that is another one in each copy. */
export interface Hole {
  readonly text: string;
  fill(copy: number): string;
}

const TIME = /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g;
const VERSION = /"resourceVersion":"(\d+)"/g;
const UID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const CLUSTER_IP = /"clusterIP":("\d+\.\d+\.\d+\.\d+")/g;
/** Versions that a copy has to itself: more than objects of one instance. */
const VERSIONS = 32;

/** The version that no copy up to this one has passed. */
export function versionAfter(copies: number): number {
  return (copies + 1) * VERSIONS;
}

/** The uid of the same object of a copy. */
export function copiedUid(uid: string, copy: number): string {
  return uid.slice(0, 24) + copy.toString(16).padStart(12, '0');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function distinct(texts: Iterable<string>): readonly string[] {
  return [...new Set(texts)];
}

function earlier(time: string, seconds: number): string {
  return `"${new Date(Date.parse(time.slice(1, -1)) - seconds * 1000).toISOString().slice(0, 19)}Z"`;
}

/** What API servers give each object of its own: uids, versions, times, addresses. `texts` are the objects of one instance. */
export function ownHoles(texts: readonly string[]): readonly Hole[] {
  const all = texts.join('\n');
  const groups = (pattern: RegExp): readonly string[] => distinct([...all.matchAll(pattern)].map(([, group = '']) => group));
  const matches = (pattern: RegExp): readonly string[] => distinct([...all.matchAll(pattern)].map(([match]) => match));
  const versions = groups(VERSION).toSorted((a, b) => Number(a) - Number(b));
  if (versions.length > VERSIONS) throw new Error(`one instance has more than ${String(VERSIONS)} versions`);
  return [
    ...matches(TIME).map((text) => ({ text, fill: (copy: number) => earlier(text, copy) })),
    ...matches(UID).map((text) => ({ text, fill: (copy: number) => copiedUid(text, copy) })),
    ...groups(CLUSTER_IP).map((text, index) => ({
      text,
      fill: (copy: number) => `"10.${String(64 + (copy >> 16) + index * 32)}.${String((copy >> 8) & 255)}.${String(copy & 255)}"`,
    })),
    ...versions.map((version, index) => ({
      text: `"resourceVersion":"${version}"`,
      fill: (copy: number) => `"resourceVersion":"${String((copy + 1) * VERSIONS + index)}"`,
    })),
  ];
}

/** Copies of a text with every hole filled. Where two holes begin at one place the longer one counts. */
export function stamp(text: string, holes: readonly Hole[]): (copy: number) => string {
  const byText = new Map(holes.map((hole) => [hole.text, hole]));
  const longestFirst = [...byText.keys()].toSorted((a, b) => b.length - a.length);
  if (longestFirst.length === 0) return () => text;
  const parts = text.split(new RegExp(`(${longestFirst.map(escaped).join('|')})`));
  // Literal, hole, literal, hole, …: as `split` with a group gives it.
  const filled = parts.map((part, index) => (index % 2 === 0 ? part : (byText.get(part) ?? part)));
  return (copy) => {
    let written = '';
    for (const part of filled) written += typeof part === 'string' ? part : part.fill(copy);
    return written;
  };
}
