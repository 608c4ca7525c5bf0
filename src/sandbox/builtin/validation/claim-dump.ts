import type { JsonObject } from '../../../kernel/json.ts';
import { objectIn } from '../../values/read-values.ts';

/** The spec of a claim as the server's own struct prints it in messages about changes. */
export function claimSpecDump(spec: JsonObject): readonly string[] {
  const resources = objectIn(spec['resources']);
  const own = {
    AccessModes: spec['accessModes'] ?? null,
    Selector: spec['selector'] ?? null,
    Resources: { Limits: resources['limits'] ?? null, Requests: resources['requests'] ?? null },
    VolumeName: spec['volumeName'] ?? '',
    StorageClassName: spec['storageClassName'] ?? null,
    VolumeMode: spec['volumeMode'] ?? null,
    DataSource: spec['dataSource'] ?? null,
    DataSourceRef: spec['dataSourceRef'] ?? null,
    VolumeAttributesClassName: spec['volumeAttributesClassName'] ?? null,
  };
  return JSON.stringify(own, null, 1).split('\n');
}

const CONTEXT = 3;

/** One line of a comparison, with its places in both texts. */
interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  // Lengths of the longest common continuation of each pair of places.
  const common = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    const row = common[i] ?? [];
    for (let j = after.length - 1; j >= 0; j -= 1)
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ mark: ' ', text: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: before[i] ?? '' });
      i += 1;
    } else {
      lines.push({ mark: '+', text: after[j] ?? '' });
      j += 1;
    }
  }
  return lines;
}

/** A unified comparison of two texts with three lines around each change. */
export function unifiedDiff(before: readonly string[], after: readonly string[]): string {
  const lines = compared(before, after);
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '));
  let [left, right] = [1, 1];
  let text = '';
  let hunk: { readonly left: number; readonly right: number; readonly lines: Line[] } | undefined;
  const end = (): void => {
    if (hunk === undefined) return;
    const count = (mark: string): number => hunk?.lines.filter((line) => line.mark === ' ' || line.mark === mark).length ?? 0;
    text += `@@ -${String(hunk.left)},${String(count('-'))} +${String(hunk.right)},${String(count('+'))} @@\n`;
    text += hunk.lines.map((line) => `${line.mark}${line.text}\n`).join('');
    hunk = undefined;
  };
  lines.forEach((line, index) => {
    if (near[index] === true) (hunk ??= { left, right, lines: [] }).lines.push(line);
    else end();
    if (line.mark !== '+') left += 1;
    if (line.mark !== '-') right += 1;
  });
  end();
  return text;
}
