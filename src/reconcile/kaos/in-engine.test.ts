// The engine itself at work: what one reconciler writes wakes the objects of another that name it.
import { expect, test } from 'vitest';
import { erased, managerOptions } from '../../../test/support/engine-rig.ts';
import { readyStatus, toolsOf } from '../../../test/support/kaos-cluster.ts';
import { memoryKube } from '../../../test/support/memory-kube.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import { agent } from '../../kinds/kaos/agent.ts';
import { modelApi } from '../../kinds/kaos/model-api.ts';
import { runUntilSettled } from '../engine/run-until-settled.ts';
import { agentReconciler } from './agent.ts';
import { mcpServerReconciler } from './mcp-server.ts';
import { modelApiReconciler } from './model-api.ts';

test('agents whose ModelAPI and peers become ready by the hand of this very process become Ready', async () => {
  const kube = memoryKube();
  const create = async (type: typeof agent | typeof modelApi, name: string, spec: object): Promise<unknown> =>
    kube.api.create(type, { apiVersion: 'kaos.tools/v1alpha1', kind: type.kind, metadata: { name, namespace: 'demo' }, spec });
  await create(agent, 'boss', { modelAPI: 'llm', agentNetwork: { expose: true, access: ['worker'] } });
  await create(agent, 'worker', { modelAPI: 'llm', agentNetwork: { expose: true, access: ['boss'] } });
  await create(modelApi, 'llm', { mode: 'Hosted', serverConfig: { model: 'tiny' } });
  const edits: Promise<unknown>[] = [];
  const apply: KubeApi['apply'] = async (type, manifest) => {
    const { name, namespace = '' } = manifest.metadata;
    const live = kube.at(type, { name, namespace });
    if (live === undefined) return { object: await kube.api.create(type, manifest), created: true };
    return { object: await kube.api.patch(type, { name, namespace }, { type: 'merge', body: manifest }), created: false };
  };
  const options = managerOptions(
    { api: { ...kube.api, apply }, discovery: { serves: async () => Promise.resolve(false) } as never },
    { reconcilers: [modelApiReconciler, mcpServerReconciler(toolsOf([])), agentReconciler].map(erased) },
  );
  const result = await runUntilSettled(
    {
      ...options,
      timeoutMs: 50_000,
      onPass: ({ actions = [] }) => {
        for (const { ref, verb } of actions) {
          if (ref?.type !== DEPLOYMENT || verb !== 'created') continue;
          edits.push(
            kube.api.patch(
              DEPLOYMENT,
              ref,
              { type: 'merge', body: { status: readyStatus() } },
              { fieldManager: 'kubelet', subresource: 'status' },
            ),
          );
        }
      },
    },
    new AbortController().signal,
  );
  await Promise.all(edits);
  const phases = kube
    .all(agent)
    .map(({ metadata, status }) => `${metadata.name} ${(status as { readonly phase: string; readonly message: string }).phase}`);
  expect([phases.toSorted(), result.timedOut]).toEqual([['boss Ready', 'worker Ready'], false]);
});
