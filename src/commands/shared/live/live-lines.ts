import type { LiveRow } from '../../../ui/live-source.ts';
import type { Runtime } from '../runtime.ts';
import { changeJson, changeLine, isNews } from './change-lines.ts';
import type { LiveFeed } from './live-feed.ts';

export interface LiveLinesOptions {
  readonly format: 'text' | 'json';
  readonly domain: string;
}

/** What prints each change of a row as it comes. */
export function linePrinter(
  { stdout, now }: Pick<Runtime, 'stdout' | 'now'>,
  { format, domain }: LiveLinesOptions,
): (before: LiveRow | undefined, after: LiveRow | undefined, first: boolean) => void {
  return (before, after, first) => {
    if (!isNews(before, after)) return;
    stdout(format === 'json' ? changeJson(before, after, domain, now()) : changeLine(before, after, first, now()));
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
