import type { Scene } from '../scene.ts';
import type { ScreenModel } from '../screen-model.ts';
import { withoutNotice } from './outcome.ts';
import { roomOf } from '../room-of.ts';

/** The place of the cursor: that of its object; where that is gone, the place it had. */
function placeOf({ list, model }: Scene): number {
  if (!model.pinned) return 0;
  const place = list.indexOf(model.selected);
  return Math.max(0, place >= 0 ? place : Math.min(model.index, list.rows.length - 1));
}

/** The model made to fit what there is to show now: cursor on an object, cursor in view, nothing told for too long. The same value where it fits. */
export function settleModel(scene: Scene): ScreenModel {
  const { list, model, now } = scene;
  const told = model.notice !== undefined && now >= model.notice.until ? withoutNotice(model) : model;
  const index = placeOf(scene);
  const selected = list.rows[index]?.id;
  const height = roomOf(scene).objects;
  const highest = Math.max(0, list.rows.length - height);
  const top = Math.min(highest, Math.max(index - height + 1, Math.min(told.top, index)));
  const detailTop = selected === told.selected ? told.detailTop : 0;
  if (selected === told.selected && index === told.index && top === told.top && detailTop === told.detailTop) return told;
  const { selected: _old, ...rest } = told;
  return { ...rest, ...(selected === undefined ? {} : { selected }), index, top, detailTop };
}
