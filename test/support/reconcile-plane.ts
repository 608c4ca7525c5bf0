import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ControlPlane } from './control-plane-types.ts';
import { runCli, startCli, type CliOptions, type CliResult, type RunningCli } from './run-cli.ts';
import { withoutStillWaiting } from './without-still-waiting.ts';

const run = promisify(execFile);
/** Milliseconds for a program on a slow machine; what goes on for ever is ended by its test. */
const LONGEST_MS = 240_000;

/** kubectl and `kubectl-maia` against one control plane. */
export interface ReconcilePlane {
  /** Runs the server's own kubectl and gives what it prints. Rejects where it fails. */
  kubectl(args: string, input?: string): Promise<string>;
  /** Makes a namespace, with a MaiaInstance in it where a spec is given (YAML flow style). */
  namespace(name: string, instance?: { readonly name: string; readonly spec: string }): Promise<void>;
  maia(args: string, kubeconfig?: string): Promise<CliResult>;
  start(args: string, kubeconfig?: string): RunningCli;
}

function words(args: string): readonly string[] {
  return args.split(' ').filter(Boolean);
}

/** A MaiaInstance as YAML; `spec` in flow style. */
export function instanceYaml(name: string, spec: string): string {
  return `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

/** The hands of a test on a control plane. `asAdministrator`: also its loops, which otherwise have the operator's rights. */
export function reconcilePlane(
  plane: Pick<ControlPlane, 'kubeconfig' | 'kubectl'>,
  { asAdministrator = false }: Pick<CliOptions, 'asAdministrator'> = {},
): ReconcilePlane {
  const kubectl = async (args: string, input?: string): Promise<string> => {
    const child = run(plane.kubectl, ['--kubeconfig', plane.kubeconfig, ...words(args)]);
    child.child.stdin?.end(input ?? '');
    return (await child).stdout;
  };
  return {
    kubectl,
    namespace: async (name, instance) => {
      await kubectl(`create namespace ${name}`);
      if (instance !== undefined) await kubectl(`apply -n ${name} -f -`, instanceYaml(instance.name, instance.spec));
    },
    maia: async (args, kubeconfig = plane.kubeconfig) =>
      withoutStillWaiting(await runCli(words(args), { kubeconfig, asAdministrator, timeoutMs: LONGEST_MS })),
    start: (args, kubeconfig = plane.kubeconfig) => startCli(words(args), { kubeconfig, asAdministrator, timeoutMs: LONGEST_MS }),
  };
}
