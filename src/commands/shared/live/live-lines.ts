import { naturalOrder } from '../../../output/natural-order.ts';
import type { LiveRow } from '../../../ui/live-source.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Runtime } from '../runtime.ts';
import { changeJson, changeLine, isNews } from './change-lines.ts';
import type { LiveFeed } from './live-feed.ts';

export interface LiveLinesOptions {
  readonly format: 'text' | 'json';
  readonly domain: string;
}

/** Told of each change of a row; `first`: the object was there before we looked. */
export type PrintRow = (before: LiveRow | undefined, after: LiveRow | undefined, first: boolean) => void;

/** What prints each change of a row as it comes. */
export function linePrinter({ stdout, now }: Pick<Runtime, 'stdout' | 'now'>, { format, domain }: LiveLinesOptions): PrintRow {
  return (before, after, first) => {
    if (!isNews(before, after)) return;
    stdout(format === 'json' ? changeJson(before, after, domain, now()) : changeLine(before, after, first, now()));
  };
}

/**
 * Holds what is told back until `begin`: what was there before we looked comes then in the order of the kinds and names, and not of the answers,
 * so that two runs print the same.
 */
export function inOrderAtFirst(
  print: PrintRow,
  kinds: readonly Pick<KindIdentity, 'system' | 'kind'>[],
): { readonly onRow: PrintRow; readonly begin: () => void } {
  let held: Parameters<PrintRow>[] | undefined = [];
  const rank = ({ system, kind }: LiveRow): number => kinds.findIndex((one) => one.system === system && one.kind === kind);
  const order = ([, left]: Parameters<PrintRow>, [, right]: Parameters<PrintRow>): number => {
    if (left === undefined || right === undefined) return 0;
    return rank(left) - rank(right) || naturalOrder(left.namespace ?? '', right.namespace ?? '') || naturalOrder(left.name, right.name);
  };
  return {
    onRow: (...change) => {
      if (held === undefined) print(...change);
      else held.push(change);
    },
    begin: () => {
      const all = held ?? [];
      held = undefined;
      const [were, changed] = [all.filter(([, , first]) => first), all.filter(([, , first]) => !first)];
      for (const change of [...were.toSorted(order), ...changed]) print(...change);
    },
  };
}

/** Tells on stderr what cannot be shown, and each time that something breaks, until the feed ends. */
export function tellTrouble(feed: LiveFeed, { stderr }: Pick<Runtime, 'stderr'>): () => void {
  let told = '';
  const refused = new Set<string>();
  const look = (): void => {
    const { broken, refused: now } = feed.state().connection;
    const news = now.filter((one) => !refused.has(one));
    for (const one of news) refused.add(one);
    if (news.length > 0) stderr(`warning: you may not watch everything; left out: ${news.join(', ')}\n`);
    const what = broken?.what ?? '';
    if (broken !== undefined && what !== told) stderr(`note: ${what} was lost (${broken.why}); trying again\n`);
    told = what;
  };
  const leave = feed.subscribe(look);
  look();
  return leave;
}
