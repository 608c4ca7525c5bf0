import { EXIT } from '../../../output/exit-codes.ts';
import type { Runtime } from '../runtime.ts';
import { readFacts } from './command-facts.ts';
import { complete } from './complete.ts';
import { connectionIn } from './connection-in.ts';
import { NOTHING } from './completion.ts';
import type { Candidate, Completion } from './completion.ts';

/** What cobra's programs, kubectl among them, are asked with for shells that show no descriptions. */
const WITHOUT_DESCRIPTIONS = '__completeNoDesc';

function line({ word, about }: Candidate, withAbout: boolean): string {
  return withAbout && about !== undefined && about !== '' ? `${word}\t${about}\n` : `${word}\n`;
}

/**
 * Answers a shell, in cobra's protocol: each candidate on its line, behind a tab what it is, and at last a colon with the directive. The last
 * argument is the word at the cursor. Nothing else is ever printed, and it always ends with 0: a half-typed line is nobody's mistake.
 */
export async function runComplete(argv: readonly string[], runtime: Runtime): Promise<number> {
  const [how, ...args] = argv;
  const { candidates, directive } = await answer(args.slice(0, -1), args.at(-1) ?? '', runtime);
  const lines = candidates.map((candidate) => line(candidate, how !== WITHOUT_DESCRIPTIONS));
  runtime.stdout(`${lines.join('')}:${String(directive)}\n`);
  return EXIT.ok;
}

async function answer(before: readonly string[], typed: string, runtime: Runtime): Promise<Completion> {
  try {
    return await complete(before, typed, {
      entry: runtime.entry,
      facts: readFacts(runtime.root),
      ways: (given) => {
        const flags = connectionIn(given);
        return {
          // The client is loaded for a word that a cluster knows.
          live: {
            names: async (type) => await (await import('./cluster-live.ts')).clusterLive(flags, runtime).names(type),
            types: async () => await (await import('./cluster-live.ts')).clusterLive(flags, runtime).types(),
            texts: async (...which) => await (await import('./cluster-live.ts')).clusterLive(flags, runtime).texts(...which),
          },
          kubeconfig: async (what) => await (await import('./kubeconfig-names.ts')).kubeconfigNames(what, flags.kubeconfig),
        };
      },
    });
  } catch {
    return NOTHING;
  }
}
