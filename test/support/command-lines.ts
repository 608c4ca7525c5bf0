import { COMMAND_RIGHTS } from '../../src/commands/shared/auth/command-rights.ts';
import { commandExamples } from './command-examples.ts';

/** One valid use of a command, for tests that run every command in some situation. */
export interface CommandLine {
  readonly command: string;
  readonly executable: string;
  readonly args: readonly string[];
  /** Whether it talks to a cluster. */
  readonly online: boolean;
  /** Whether its line is one of {@link LINES}, and not its first example. */
  readonly known: boolean;
}

/** Lines about a MaiaInstance `one` in the namespace that the test chooses, and about the file {@link MANIFEST} on standard input. */
const LINES: Readonly<Record<string, string>> = {
  apply: 'apply -f -',
  'auth can-i': 'auth can-i list maiainstances',
  'auth rbac': 'auth rbac get',
  check: 'check',
  create: 'create maiainstance two',
  delete: 'delete maiainstance one --yes --timeout 2s',
  describe: 'describe maiainstance one',
  diff: 'diff -f -',
  doctor: 'doctor --systems maia',
  events: 'events --for maiainstance/one',
  get: 'get maiainstances',
  install: 'install --systems maia --timeout 10s',
  'migrate apply': 'migrate apply maia --dry-run=server',
  'migrate plan': 'migrate plan maia',
  'migrate rollback': 'migrate rollback maia --dry-run=server',
  'operator logs': 'operator logs',
  'operator status': 'operator status',
  reconcile: 'reconcile maiainstances --once',
  render: 'render -f -',
  resume: 'resume maiatenant acme',
  scale: 'scale maiainstance one --replicas 2',
  status: 'status maiainstances',
  suspend: 'suspend maiatenant acme',
  timeline: 'timeline maiainstance one',
  top: 'top --timeout 2s',
  tree: 'tree maiainstance one',
  uninstall: 'uninstall --dry-run --delete-resources',
  upgrade: 'upgrade maiainstance one --to v9.9.9 --timeout 2s',
  validate: 'validate -f -',
  version: 'version',
  wait: 'wait maiainstance/one --for=jsonpath={.spec.replicas}=1 --timeout=2s',
  why: 'why maiainstance one',
};

/** Words with time enough for a slow machine. */
export function patientWords(args: readonly string[]): readonly string[] {
  return args.map((word) => word.replace(/^(--timeout=)?2s$/, (_, flag = '') => `${String(flag)}60s`));
}

/** The words of a line with time enough. What goes on until its time is over keeps it. */
export function patientLine({ command, args }: Pick<CommandLine, 'command' | 'args'>): readonly string[] {
  return command === 'top' ? args : patientWords(args);
}

/** Those of {@link LINES} that ask no cluster. */
const OFFLINE: ReadonlySet<string> = new Set(['auth rbac', 'render', 'validate', 'version']);

/** What the lines are about. */
export const MANIFEST = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: one}
spec: {replicas: 1}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: acme}
spec: {instanceRef: {name: one}}
`;

/** Whether a command without a line here needs a cluster: unless it is known to do without every right that it can use. */
function needsCluster(command: string): boolean {
  if (command.startsWith('completion ')) return false;
  const rights = COMMAND_RIGHTS[command];
  return rights === undefined || Object.keys(rights).some((key) => key !== 'optional' && key !== 'optionalChildren');
}

/** A line for every command but those that bring a cluster of their own: from the table here, else its first example. */
export async function commandLines(): Promise<readonly CommandLine[]> {
  const examples = await commandExamples();
  return [...examples].flatMap(([command, own]): readonly CommandLine[] => {
    // One may show another command first, which prepares it.
    const first = own.find(({ args }) => args.join(' ').startsWith(command)) ?? own[0];
    if (command.startsWith('sandbox ')) return [];
    const line = LINES[command];
    if (line !== undefined)
      return [{ command, executable: 'kubectl-aistack', args: line.split(' '), online: !OFFLINE.has(command), known: true }];
    return first === undefined
      ? []
      : [{ command, executable: first.executable, args: first.args, online: needsCluster(command), known: false }];
  });
}
