import { expect, test } from 'vitest';
import { DEPLOYMENT } from '../../src/kernel/builtin-types.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { kaosExamples, kaosScene } from '../support/kaos-scene.ts';
import { seededRandom } from '../support/seeded-random.ts';

const ORDERS = 10;

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ item }) => item);
}

describeCluster('KAOS in any order', (plane) => {
  const scene = kaosScene(plane);

  test.each(['quick-start.yaml', 'production.yaml'])(
    '%s in ten orders: the same objects, all Ready, with the same pods',
    async (file) => {
      const manifests = await kaosExamples(file);
      const names = manifests.filter(({ kind }) => kind === 'Agent').map(({ metadata }) => metadata.name);
      const results: string[] = [];
      for (let seed = 1; seed <= ORDERS; seed += 1) {
        const ns = await scene.fresh();
        await scene.put(ns, shuffled(manifests, seed));
        await scene.run(ns);
        const templates = await Promise.all(
          names.map(async (name) => {
            const spec = (await scene.get(DEPLOYMENT, ns, `agent-${name}`))?.['spec'];
            // Its annotations are hashes over what names the namespace.
            return (spec as { readonly template: { readonly spec: unknown } }).template.spec;
          }),
        );
        const standing = await scene.standing(ns);
        expect(new Set(Object.values(standing))).toEqual(new Set(['Ready ready']));
        results.push(JSON.stringify({ standing, templates }).replaceAll(ns, 'NS'));
      }
      expect(new Set(results).size).toBe(1);
    },
    600_000,
  );
});
