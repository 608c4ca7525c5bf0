import { detailPane } from '../lines/detail-pane.ts';
import { pageLines } from '../lines/page-lines.ts';
import { timelineMoments, timelinePlace } from '../lines/timeline-pane.ts';
import { pageHeight, roomOf } from '../room-of.ts';
import type { Scene } from '../scene.ts';
import type { Page } from '../screen-model.ts';
import { openPage } from '../screen-model.ts';
import type { Outcome } from './outcome.ts';
import { changed } from './outcome.ts';
import type { Movement } from './scroll.ts';
import { scroll } from './scroll.ts';

function moveCursor(scene: Scene, movement: Movement): Outcome {
  const { list, model } = scene;
  const index = scroll(model.index, movement, roomOf(scene).objects, list.rows.length);
  const row = list.rows[index];
  return changed(scene, row === undefined ? {} : { index, selected: row.id, pinned: movement !== 'first', detailTop: 0 });
}

function moveDetail(scene: Scene, movement: Movement): Outcome {
  const { left, panes } = roomOf(scene);
  const hidden = detailPane(scene, left, Infinity).length - panes;
  return changed(scene, { detailTop: scroll(scene.model.detailTop, movement, panes, Math.max(1, hidden + 1)) });
}

function moveTimeline(scene: Scene, movement: Movement): Outcome {
  const moments = timelineMoments(scene);
  const place = scroll(timelinePlace(moments, scene.model.timelineFrom), movement, roomOf(scene).panes, moments.length);
  const { timelineFrom: _old, ...rest } = scene.model;
  const from = place === 0 ? undefined : moments[place]?.seq;
  return { model: { ...rest, ...(from === undefined ? {} : { timelineFrom: from }) }, effects: [] };
}

function movePage(scene: Scene, page: Page, movement: Movement): Outcome {
  if (page.at === 'question') return changed(scene, {});
  const height = pageHeight(scene);
  const last = Math.max(0, pageLines(scene, page).length - height);
  const follows = 'follow' in page && page.follow;
  const top = scroll(follows ? last : Math.min(page.top, last), movement, height, last + 1);
  const moved: Page = {
    ...page,
    top,
    ...('follow' in page ? { follow: top === last && movement !== 'up' && movement !== 'pageUp' && movement !== 'first' } : {}),
  };
  return changed(scene, { pages: [...scene.model.pages.slice(0, -1), moved] });
}

/** What the arrows and their like do: on the page that is open, else in the pane that has the keys. */
export function move(scene: Scene, movement: Movement): Outcome {
  const page = openPage(scene.model);
  if (page !== undefined) return movePage(scene, page, movement);
  const pane = roomOf(scene).panes === 0 ? 'objects' : scene.model.pane;
  if (pane === 'detail') return moveDetail(scene, movement);
  return pane === 'timeline' ? moveTimeline(scene, movement) : moveCursor(scene, movement);
}
