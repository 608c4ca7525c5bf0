import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { ControlPlane } from './control-plane-types.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { reconcilePlane, type ReconcilePlane } from './reconcile-plane.ts';
import { nodeFolder, type CliResult } from './run-cli.ts';

const run = promisify(execFile);
/** Each look is a program of its own. */
const WAIT = { timeout: 60_000 };

/** What `why -o json` says of one object, as far as tests look at it. */
export interface WhyItemJson {
  readonly state: string;
  readonly chain: readonly {
    readonly object: { readonly kind: string; readonly name: string };
    readonly state: string;
    readonly reason: string;
    readonly evidence: readonly {
      readonly is: string;
      readonly object: { readonly kind: string };
      readonly text: string;
      readonly time?: string;
    }[];
  }[];
  readonly fix?: string;
}

/** Hands for tests of chains of causes. */
export interface WhyScene extends ReconcilePlane {
  /** Runs a command of a shell as a user would paste it. */
  paste(command: string): Promise<string>;
  /** Waits until the chain of `maiainstance/maia` is these `Kind: Reason`s, then gives what is told of it. */
  chain(namespace: string, links: readonly string[], args?: string): Promise<WhyItemJson>;
  /** The text of `why`, with generated names and ages replaced. */
  text(namespace: string): Promise<CliResult>;
}

/** Names that Kubernetes generates, and ages. */
function settled(text: string): string {
  return text
    .replaceAll(
      /(maia-)[a-z0-9]{6,10}(-[a-z0-9]{5})?(?![a-z0-9-])/g,
      (_, stem: string, pod?: string) => `${stem}SET${pod === undefined ? '' : '-POD'}`,
    )
    .replaceAll(/, \d+[smh0-9]* ago/g, ', AGE ago')
    .replaceAll(/ \(x\d+\)/g, '');
}

/** A scene on a control plane. */
export function whyScene(plane: Pick<ControlPlane, 'kubeconfig' | 'kubectl'>): WhyScene {
  const hands = reconcilePlane(plane);
  return {
    ...hands,
    paste: async (command) => {
      const bins = [path.dirname(plane.kubectl), nodeFolder(), path.join(PROJECT_ROOT, 'bin'), process.env['PATH'] ?? ''];
      const env = { ...process.env, KUBECONFIG: plane.kubeconfig, PATH: bins.join(path.delimiter) };
      return (await run('sh', ['-c', command], { env })).stdout;
    },
    chain: async (namespace, links, args = 'maiainstance maia') => {
      let item: WhyItemJson | undefined;
      await expect
        .poll(async () => {
          const result = await hands.maia(`why ${args} -n ${namespace} -o json`);
          if (result.stdout === '') return [result.stderr];
          [item] = (JSON.parse(result.stdout) as { readonly items: readonly WhyItemJson[] }).items;
          return item?.chain.map(({ object, reason }) => `${object.kind}: ${reason}`);
        }, WAIT)
        .toEqual(links);
      if (item === undefined) throw new Error('no item');
      return item;
    },
    text: async (namespace) => {
      const result = await hands.maia(`why maiainstance/maia -n ${namespace}`);
      return { ...result, stdout: settled(result.stdout) };
    },
  };
}
