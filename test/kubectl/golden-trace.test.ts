import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { forEachKubectl } from '../support/find-kubectl.ts';
import { BUILTIN_STEPS } from './support/golden-builtin-steps.ts';
import { CUSTOM_STEPS } from './support/golden-custom-steps.ts';
import { ROLLOUT_STEPS } from './support/golden-rollout-steps.ts';
import type { GoldenStep } from './support/golden-step.ts';
import { type KubectlTrace, openKubectlTrace } from './support/kubectl-trace.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';

function manifests(group: string): Readonly<Record<string, string>> {
  const gizmo = (name: string, size: string, more = ''): string =>
    `apiVersion: ${group}/v1\nkind: Gizmo\nmetadata: {name: ${name}}\nspec: {size: ${size}, count: 3, replicas: 2}\n${more}`;
  const map = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: ${value}}\n`;
  const template = 'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}';
  return {
    one: gizmo('one', 'small'),
    large: gizmo('one', 'large'),
    other: gizmo('other', 'small'),
    bad: gizmo('two', 'small', 'nope: 1\n'),
    map: map('b'),
    map2: map('c'),
    deployment: `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: dep}\nspec: {replicas: 1, selector: {matchLabels: {a: b}}, ${template}}\n`,
    editor: '#!/bin/sh\nsed "s/size: small/size: edited/" "$1" > "$1.new" && mv "$1.new" "$1"\n',
  };
}

/** Text as it is, or by its form. */
function matching(expected: string | RegExp): unknown {
  return typeof expected === 'string' ? expected : expect.stringMatching(expected);
}

function steps(name: string, list: readonly GoldenStep[], trace: () => KubectlTrace): void {
  describe(`steps: ${name}`, () => {
    const files = new Map<string, string>();
    beforeAll(async () => {
      for (const [file, text] of Object.entries(manifests(trace().world.group))) files.set(file, await trace().file(`${file}.yaml`, text));
    });
    // Each builds on what the ones before it left.
    for (const [index, step] of list.entries()) {
      test(`${String(index + 1)}. ${step.command}`, async () => {
        const { group } = trace().world;
        const words = step.command
          .split(' ')
          .map((word) => (word.startsWith('@') ? files.get(word.slice(1)) : undefined) ?? word.replaceAll('GROUP', group));
        const run = await trace().words(words, { env: { KUBE_EDITOR: files.get('editor') ?? '' } });
        const stderr = step.stderr ?? (run.code === 0 ? expect.any(String) : '');
        expect(run).toMatchObject({
          code: step.code ?? 0,
          stdout: matching(step.stdout),
          stderr: typeof stderr === 'string' || stderr instanceof RegExp ? matching(stderr) : stderr,
        });
        const { requests } = step;
        if ('either' in requests) expect(requests.either).toContainEqual(run.requests);
        else expect(run.requests).toEqual(requests);
      });
    }
  });
}

forEachKubectl((kubectl) => {
  const title = path.join(path.basename(path.dirname(kubectl)), path.basename(kubectl));
  describeCluster(`golden trace of ${title}`, (plane) => {
    let trace: KubectlTrace;
    beforeAll(async () => {
      trace = await openKubectlTrace(plane, kubectl);
    });
    afterAll(() => trace.close());

    /** Some kubectl look at the version before anything else, to choose among themselves. */
    const discovery = (): readonly string[] => trace.everything().filter((request) => request !== 'GET /version');

    test('the first contact: one document for each of the two roots', async () => {
      const version = await trace.run('version -o json');
      expect(JSON.parse(version.stdout)).toMatchObject({ serverVersion: { major: '1', minor: '36' } });
      expect(trace.everything()).toContain('GET /version');
      expect(discovery()).toEqual([]);
      expect((await trace.run('get configmaps')).code).toBe(0);
      expect(discovery()).toEqual(['GET /api', 'GET /apis', 'GET /api/v1/namespaces/NS/configmaps?limit=500']);
    });

    test('what was discovered is kept', async () => {
      await trace.run('get configmaps');
      await trace.run('get configmaps');
      expect(discovery()).toEqual(['GET /api/v1/namespaces/NS/configmaps?limit=500']);
    });

    test('the document of a group is fetched once, by its hash', async () => {
      await trace.run(`explain gizmos --api-version=${trace.world.group}/v1`);
      expect(discovery()).toEqual(['GET /openapi/v3', 'GET /openapi/v3/apis/GROUP/v1?hash=#']);
      await trace.run(`explain gizmos --api-version=${trace.world.group}/v1`);
      expect(discovery()).toEqual(['GET /openapi/v3']);
    });

    steps('custom resources', CUSTOM_STEPS, () => trace);
    steps('types of Kubernetes', BUILTIN_STEPS, () => trace);

    test('describe reads twice, then the events', async () => {
      await trace.run('create configmap described --from-literal=a=b');
      const { stdout, requests } = await trace.run('describe configmap described');
      expect(stdout).toMatch(
        /^Name: +described\nNamespace: +NS\nLabels: +<none>\nAnnotations: +<none>\n\nData\n====\na:\n----\nb\n[^]*Events: +<none>\n$/,
      );
      const object = 'GET /api/v1/namespaces/NS/configmaps/described';
      const terms = ['involvedObject.kind=ConfigMap', 'involvedObject.name=described', 'involvedObject.namespace=NS'];
      expect(requests.slice(0, 2)).toEqual([object, object]);
      const selector = new URLSearchParams(requests[2]?.split('?')[1]).get('fieldSelector')?.split(',');
      expect(selector).toEqual(expect.arrayContaining(terms));
    });

    test('get -w lists a Table, then watches from its version', async () => {
      const { stdout, requests } = await withEnoughTime(
        async (time) => trace.run(`get configmaps -w --request-timeout=${time}`),
        (run) => run.requests.length > 1 && run.stdout !== '',
      );
      expect(stdout).toMatch(/^NAME +DATA +AGE\n/);
      const list = 'GET /api/v1/namespaces/NS/configmaps';
      expect(requests.slice(0, 2)).toEqual([`${list}?limit=500`, `${list}?resourceVersion=#&watch=true`]);
    });
  });

  describeCluster(
    `golden trace of ${title} with controllers`,
    (plane) => {
      let trace: KubectlTrace;
      beforeAll(async () => {
        trace = await openKubectlTrace(plane, kubectl);
      });
      afterAll(() => trace.close());
      steps('rollouts', ROLLOUT_STEPS, () => trace);
    },
    { needs: 'controllers' },
  );
});
