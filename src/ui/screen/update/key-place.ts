import type { KeyPlace } from '../keys/key-table.ts';
import type { ScreenModel } from '../screen-model.ts';
import { openPage } from '../screen-model.ts';

/** Where keys go now. */
export function keyPlace(model: ScreenModel): KeyPlace {
  if (model.prompt !== undefined) return 'prompt';
  const page = openPage(model);
  if (page === undefined) return 'table';
  return page.at === 'question' ? 'question' : 'page';
}
