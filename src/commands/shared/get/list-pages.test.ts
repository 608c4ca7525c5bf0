import { expect, test } from 'vitest';
import { ApiError } from '../../../cluster/api-error.ts';
import type { ListOptions } from '../../../cluster/kube-api.ts';
import { listPages } from './list-pages.ts';

interface Page {
  readonly at: string;
  readonly continue?: string;
}

function server(...answers: readonly (Page | Error)[]): { readonly asked: ListOptions[]; list(options: ListOptions): Promise<Page> } {
  const asked: ListOptions[] = [];
  const list = async (options: ListOptions): Promise<Page> => {
    asked.push(options);
    const answer = answers[asked.length - 1];
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often');
    return Promise.resolve(answer);
  };
  return { asked, list };
}

const expired = new ApiError({ reason: 'Expired', code: 410, message: 'too old' });

test('page after page, until there is no more', async () => {
  const { asked, list } = server({ at: 'a', continue: 'x' }, { at: 'b' });
  expect((await listPages(list, { namespace: 'n', limit: 2 })).map(({ at }) => at)).toEqual(['a', 'b']);
  expect(asked).toEqual([
    { namespace: 'n', limit: 2 },
    { namespace: 'n', limit: 2, continue: 'x' },
  ]);
});

test("the default is kubectl's, and 0 asks for everything at once", async () => {
  const first = server({ at: 'a' });
  await listPages(first.list, {});
  expect(first.asked).toEqual([{ limit: 500 }]);
  const second = server({ at: 'a' });
  await listPages(second.list, { limit: 0 });
  expect(second.asked).toEqual([{}]);
});

test('a list whose version was dropped is begun again as a whole', async () => {
  const { asked, list } = server({ at: 'a', continue: 'x' }, expired, { at: 'whole' });
  expect((await listPages(list, { namespace: 'n' })).map(({ at }) => at)).toEqual(['whole']);
  expect(asked[2]).toEqual({ namespace: 'n' });
});

test('the first page is never asked for twice, and other failures are told', async () => {
  await expect(listPages(server(expired).list, {})).rejects.toBe(expired);
  const broken = new ApiError({ reason: 'InternalError', code: 500, message: 'no' });
  await expect(listPages(server({ at: 'a', continue: 'x' }, broken).list, {})).rejects.toBe(broken);
});
