import { runProgram } from '../../cluster/run-program.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';

/** What `kubectl kustomize` prints for a folder. Throws (exit 2) where there is no kubectl, or it fails. `KUBECTL_PATH` says which one. */
export async function kustomize(folder: string, runtime: Pick<Runtime, 'env' | 'signal'>): Promise<string> {
  const command = runtime.env['KUBECTL_PATH'] ?? 'kubectl';
  const { output, failure } = await runProgram({
    command,
    args: ['kustomize', folder],
    variables: runtime.env,
    interactive: false,
    signal: runtime.signal,
  });
  runtime.signal.throwIfAborted();
  if (failure === 'missing') {
    throw new CliError({
      exit: EXIT.usage,
      message: `-k needs kubectl, and there is no ${command}`,
      fix: 'install kubectl, or say where it is with KUBECTL_PATH',
    });
  }
  if (failure !== undefined) {
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot build the kustomization in ${folder}`,
      why: `${command} kustomize ${failure}`,
      fix: `run ${command} kustomize ${folder} to see what is wrong`,
    });
  }
  return output;
}
