import { expect, test } from 'vitest';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { entryPointOf } from './entry-point.ts';
import { noOutside } from './outside.ts';
import { missingNames, reconcileScope, type ReconcileScopeOptions } from './reconcile-scope.ts';

const MAIA: ReconcileScopeOptions = { entry: entryPointOf('kubectl-maia'), words: [], only: [], namespace: 'apps', outside: noOutside() };

async function selected(options: Partial<ReconcileScopeOptions>): Promise<readonly string[]> {
  const { reconcilers, selects } = await reconcileScope({ ...MAIA, ...options });
  const [instances] = reconcilers;
  if (instances === undefined) return [];
  return ['a', 'b', 'c'].filter((name) => selects(instances, maiaInstancePrimary({}, { name })));
}

test('names add up, wherever they are given', async () => {
  expect(await selected({})).toEqual(['a', 'b', 'c']);
  expect(await selected({ words: ['instance', 'a', 'b'] })).toEqual(['a', 'b']);
  expect(await selected({ only: ['instance/a', 'mi/c'] })).toEqual(['a', 'c']);
  expect(await selected({ words: ['instance'], only: ['instance/b'] })).toEqual(['b']);
});

test('namespace, selector and watch filter become one scope', async () => {
  expect((await reconcileScope(MAIA)).scope).toEqual({ namespaces: ['apps'] });
  const all = await reconcileScope({ ...MAIA, namespace: undefined, selector: 'a=b', watchFilter: 'x' });
  expect(all.scope).toEqual({ labelSelector: 'a=b,aistack.dev/watch-filter=x' });
  expect(all.systems.map(({ id }) => id)).toEqual(['maia']);
});

test('what is named and not there is told; over all namespaces any of the name will do', async () => {
  const options = { ...MAIA, words: ['instance', 'a', 'b'] };
  expect(missingNames(await reconcileScope(options), options, () => ['apps/a'])).toEqual(['MaiaInstance b']);
  const everywhere = { ...options, namespace: undefined };
  expect(missingNames(await reconcileScope(everywhere), everywhere, () => ['x/a', 'y/b'])).toEqual([]);
});

test('an unknown type is a usage error', async () => {
  expect(await rejection(reconcileScope({ ...MAIA, words: ['nonsense'] }))).toMatchObject({ exit: 2 });
});
