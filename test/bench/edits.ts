import { seededRandom } from '../support/seeded-random.ts';
import type { BenchClient, BenchObject } from './bench-client.ts';
import type { BenchOptions } from './bench-options.ts';
import { SEED } from './bench-options.ts';
import { quantile } from './quantile.ts';
import { createNamespace, placements } from './rig.ts';
import type { Tally } from './tally.ts';
import type { Workload } from './workload.ts';
import { primaries } from './workload.ts';

/** Milliseconds from sending an edit of a primary to the watch event of its changed Deployment, beside one plain apply of a Deployment. */
export interface EditTimes {
  readonly count: number;
  readonly editP50: number;
  readonly editP95: number;
  readonly editP99: number;
  readonly applyP50: number;
  readonly applyP95: number;
}

const EDIT_WITHIN_MS = 30_000;

function seen(tally: Tally, matches: (object: BenchObject) => boolean, what: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      stop();
      clearTimeout(timer);
    };
    const stop = tally.onDeployment((object) => {
      if (!matches(object)) return;
      finish();
      resolve(performance.now());
    });
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`${what}: its Deployment did not change within ${EDIT_WITHIN_MS / 1000} s`));
    }, EDIT_WITHIN_MS);
  });
}

/**
 * Edits primaries one at a time, chosen by the seed, each edit followed by one plain apply of a Deployment that nobody watches over.
 * `label` keeps the tags of two series apart.
 */
export async function measureEdits(
  client: BenchClient,
  tally: Tally,
  workload: Workload,
  options: BenchOptions,
  label: string,
): Promise<EditTimes> {
  const random = seededRandom(SEED);
  const places = placements('bench', options);
  const deployment = workload.children.find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('the children have no Deployment');
  const namespace = `applies-${label}`;
  await createNamespace(client, namespace);
  const edits: number[] = [];
  const applies: number[] = [];
  for (let turn = 0; turn < options.edits; turn += 1) {
    const tag = `${label}-${turn}`;
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) break;
    const arrived = seen(
      tally,
      (object) => object.metadata.namespace === place.namespace && JSON.stringify(object.spec).includes(`:${tag}"`),
      `${place.namespace}/${place.name}`,
    );
    const edited = performance.now();
    const patch = { spec: { image: { tag } } };
    await client.call('PATCH', `${primaries(place.namespace)}/${place.name}`, patch, 'application/merge-patch+json');
    edits.push((await arrived) - edited);

    const { path, body } = deployment.manifest(namespace, 'plain');
    const applied = performance.now();
    await client.apply(path, JSON.parse(JSON.stringify(body).replaceAll(':v1.0.0"', `:${tag}"`)));
    applies.push(performance.now() - applied);
  }
  // The first of each warms connections and code up.
  const [timed, plain] = [edits.slice(1), applies.slice(1)];
  return {
    count: timed.length,
    editP50: quantile(timed, 0.5),
    editP95: quantile(timed, 0.95),
    editP99: quantile(timed, 0.99),
    applyP50: quantile(plain, 0.5),
    applyP95: quantile(plain, 0.95),
  };
}
