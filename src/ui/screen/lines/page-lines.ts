import type { Line } from '../line.ts';
import { cleanText, seg } from '../line.ts';
import { pageHeight } from '../room-of.ts';
import { selectedRow, type Scene } from '../scene.ts';
import type { CommandPage, Page } from '../screen-model.ts';
import { rowTitle } from '../screen-model.ts';
import { detailPane } from './detail-pane.ts';
import { helpLines } from './help-lines.ts';
import { questionLines } from './question-lines.ts';
import { momentLines, timelineMoments } from './timeline-pane.ts';
import { treeLines } from './tree-lines.ts';
import { wrapWords } from './wrap-words.ts';

/** Moments at the end of an object's page. */
const PAGE_MOMENTS = 200;

function objectLines(scene: Scene, part: 'all' | 'tree'): readonly Line[] {
  const { columns } = scene.size;
  const row = selectedRow(scene);
  const { detail } = scene.live;
  if (part === 'tree' && row !== undefined && detail?.id === row.id) {
    const tree = treeLines(detail.nodes, columns, scene);
    return [
      [seg(` ${rowTitle(row)}`, 'bold')],
      ...(tree.length === 0 ? [[seg(' nothing belongs to it, and it uses nothing', 'dim')]] : tree),
    ];
  }
  const status: readonly Line[] =
    row === undefined
      ? []
      : [
          [
            seg(
              ` ${scene.icons.health[row.health]} ${row.phase === '' ? row.health : row.phase}${row.ready === '' ? '' : `   ready ${row.ready}`}`,
              'bold',
            ),
          ],
        ];
  const moments = timelineMoments(scene).slice(0, PAGE_MOMENTS);
  const happened = moments.flatMap((moment) => momentLines(moment, columns, moment.bad ? 3 : 1, scene.model.everyone, scene));
  const title: Line = [seg(` TIMELINE${scene.model.everyone ? ' of all objects' : ''}`, 'title')];
  return [
    ...status,
    ...detailPane(scene, columns, Infinity),
    [],
    title,
    ...(happened.length > 0 ? happened : [[seg(' nothing yet', 'dim')]]),
  ];
}

/** What is a table stays one: its long lines are cut. All else is broken into lines that fit. */
const TABLES: ReadonlySet<string> = new Set(['events', 'status']);

/** The broken lines of what was shown last: frames come often, and logs are long. */
const broken = new WeakMap<readonly string[], { readonly columns: number; readonly lines: readonly Line[] }>();

function commandLines({ words, lines }: CommandPage, { size: { columns }, measure }: Scene): readonly Line[] {
  const known = broken.get(lines);
  if (known?.columns === columns) return known.lines;
  const table = TABLES.has(words[0] ?? '') || (words[0] === 'get' && !words.includes('-o'));
  const made = lines.flatMap((line): readonly Line[] => {
    const clean = cleanText(line);
    if (table || measure(clean) < columns) return [[{ text: ` ${clean}`, tone: 'plain' }]];
    const indent = /^ */.exec(clean)?.[0] ?? '';
    // Two columns for the hanging indent.
    const inner = Math.max(20, columns - 3 - indent.length);
    return wrapWords(clean, inner, Infinity, measure).map((part, index) => [seg(` ${indent}${index === 0 ? '' : '  '}${part}`)]);
  });
  broken.set(lines, { columns, lines: made });
  return made;
}

/** All lines of a page, also those that are not seen. */
export function pageLines(scene: Scene, page: Page): readonly Line[] {
  switch (page.at) {
    case 'help':
      return helpLines(scene);
    case 'log':
      return scene.log.length === 0 ? [[seg(' nothing was logged', 'dim')]] : scene.log.map((line) => [seg(` ${line}`)]);
    case 'question':
      return questionLines(page.command, scene);
    case 'object':
      return objectLines(scene, page.part);
    case 'command':
      if (page.lines.length > 0) return commandLines(page, scene);
      return [[seg(page.exit === undefined ? ' running ...' : ' it wrote nothing', 'dim')]];
  }
}

/** The words over a page. */
export function pageTitle(scene: Scene, page: Page): readonly string[] {
  const row = selectedRow(scene);
  switch (page.at) {
    case 'help':
      return ['KEYS'];
    case 'log':
      return ['LOG of this program'];
    case 'question':
      return [page.command.verb, rowTitle(page.command.row)];
    case 'object':
      return [page.part === 'tree' ? 'TREE' : 'OBJECT', row === undefined ? 'gone' : rowTitle(row)];
    case 'command': {
      const state =
        page.exit === undefined
          ? page.follow
            ? 'following'
            : 'running'
          : page.exit === 0
            ? 'done'
            : `ended with exit code ${String(page.exit)}`;
      return [page.title, state];
    }
  }
}

/** The lines of a page that are seen, and which they are: `1-20 of 90`. */
export function pageView(scene: Scene, page: Page): { readonly lines: readonly Line[]; readonly position: string } {
  const all = pageLines(scene, page);
  const height = pageHeight(scene);
  const last = Math.max(0, all.length - height);
  const top = page.at === 'question' ? 0 : 'follow' in page && page.follow ? last : Math.min(page.top, last);
  const position = all.length <= height ? '' : `${String(top + 1)}-${String(Math.min(all.length, top + height))} of ${String(all.length)}`;
  return { lines: all.slice(top, top + height), position };
}
