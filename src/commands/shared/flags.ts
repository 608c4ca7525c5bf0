import * as Flags from '@oclif/core/flags';
import type { OptionFlag, OutputFlags } from '@oclif/core/interfaces';
import { COLOR_MODES } from '../../output/color.ts';

/** Every flag that more than one command has is defined here, once; no command redefines one. */

const GLOBAL = 'GLOBAL';

/** Flags whose value may be left out, by name: `bare` stands in for it; a `level` is counted. */
export const VALUE_FORMS: Readonly<Record<string, { readonly bare?: string; readonly level?: true }>> = {
  'dry-run': { bare: 'client' },
  'take-over': { bare: 'scale-down' },
  verbosity: { level: true },
};

/** The credentials and the cluster, as kubectl names them. */
export const connectionFlags = {
  kubeconfig: Flags.string({ description: 'Path of the kubeconfig file.', helpGroup: GLOBAL, helpValue: 'PATH' }),
  context: Flags.string({ description: 'Context of the kubeconfig.', helpGroup: GLOBAL, helpValue: 'NAME' }),
  cluster: Flags.string({ description: 'Cluster of the kubeconfig.', helpGroup: GLOBAL, helpValue: 'NAME' }),
  user: Flags.string({ description: 'User of the kubeconfig.', helpGroup: GLOBAL, helpValue: 'NAME' }),
  server: Flags.string({ char: 's', description: 'Address of the API server.', helpGroup: GLOBAL, helpValue: 'URL' }),
  'tls-server-name': Flags.string({ description: "Name to check the server's certificate against.", helpGroup: GLOBAL, helpValue: 'NAME' }),
  'certificate-authority': Flags.string({ description: 'File with the CA of the API server.', helpGroup: GLOBAL, helpValue: 'PATH' }),
  'insecure-skip-tls-verify': Flags.boolean({ description: "Do not check the server's certificate.", helpGroup: GLOBAL }),
  token: Flags.string({ description: 'Bearer token.', helpGroup: GLOBAL, helpValue: 'TOKEN' }),
  as: Flags.string({ description: 'User to impersonate.', helpGroup: GLOBAL, helpValue: 'USER' }),
  'as-group': Flags.string({
    description: 'Group to impersonate; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: GLOBAL,
    helpValue: 'GROUP',
  }),
  'as-uid': Flags.string({ description: 'UID to impersonate.', helpGroup: GLOBAL, helpValue: 'UID' }),
  'request-timeout': Flags.string({
    default: '30s',
    description: 'Longest wait for one answer of the API server; 0 means none.',
    helpGroup: GLOBAL,
    helpValue: 'TIME',
  }),
};

/** What every command has. */
export const globalFlags = {
  namespace: Flags.string({
    char: 'n',
    description: "Namespace. Default: the context's, else default.",
    helpGroup: GLOBAL,
    helpValue: 'NAME',
  }),
  ...connectionFlags,
  // Read by the dispatcher too.
  'cache-dir': Flags.string({
    description: 'Folder for what servers were seen to serve. Also AISTACK_CACHE_DIR.',
    helpGroup: GLOBAL,
    helpValue: 'DIR',
  }),
  verbosity: Flags.integer({
    char: 'v',
    aliases: ['v'],
    min: 0,
    max: 9,
    default: 0,
    description: 'How much to tell on stderr: 0-9, or -v repeated.',
    helpGroup: GLOBAL,
    helpValue: 'LEVEL',
  }),
  color: Flags.string({ options: COLOR_MODES, default: 'auto', description: 'Colours on a terminal.', helpGroup: GLOBAL }),
  // Read by the dispatcher, as --color is: it is about the process and not about one command.
  'no-input': Flags.boolean({ description: 'Ask nothing: where a yes is needed, end with 2. Also AISTACK_NO_INPUT.', helpGroup: GLOBAL }),
  'warnings-as-errors': Flags.boolean({
    description: 'End with 1 if the API server warned about anything.',
    helpGroup: GLOBAL,
  }),
  quiet: Flags.boolean({ char: 'q', description: 'Results and errors only: no notes, no progress.', helpGroup: GLOBAL }),
};

/** The parsed global flags. */
export type GlobalFlags = OutputFlags<typeof globalFlags>;

/** `-o` as text: each command checks it against the formats it has, so that the message lists them. */
export const outputFlag = (formats: readonly string[]): OptionFlag<string | undefined> =>
  Flags.string({ char: 'o', description: `Output format: ${formats.join(', ')}.`, helpValue: 'FORMAT' });

/** Which objects. */
export const selectionFlags = {
  'all-namespaces': Flags.boolean({ char: 'A', description: 'All namespaces.' }),
  selector: Flags.string({ char: 'l', description: 'Label selector.', helpValue: 'SELECTOR' }),
  'field-selector': Flags.string({ description: 'Field selector.', helpValue: 'SELECTOR' }),
};

export const watchFlag = Flags.boolean({ char: 'w', description: 'Go on and show changes until a signal comes.' });
export const labelColumnsFlag = Flags.string({
  char: 'L',
  description: 'Labels to show as columns, separated by commas; may be repeated.',
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'LABELS',
});
export const ignoreNotFoundFlag = Flags.boolean({ description: 'A name that there is not is no error.' });
export const noHeadersFlag = Flags.boolean({ description: 'No header line in tables.' });
export const filenameFlag = Flags.string({
  char: 'f',
  description: 'File with manifests, - for stdin; may be repeated.',
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'FILE',
});
export const recursiveFlag = Flags.boolean({ char: 'R', description: 'Look into the folders below the named ones too.' });
export const kustomizeFlag = Flags.string({
  char: 'k',
  description: 'Folder with a kustomization: what kubectl kustomize makes of it.',
  helpValue: 'DIR',
});
export const dryRunFlag = Flags.option({
  options: ['none', 'client', 'server'] as const,
  default: 'none',
  description: 'Change nothing. Bare: client.',
  helpValue: 'none|client|server',
})();
export const fieldManagerFlag = Flags.string({
  description: 'Name that owns the fields written. Default: <system>-cli.',
  helpValue: 'NAME',
});
export const forceConflictsFlag = Flags.boolean({ description: 'Take fields over that another manager owns.' });
export const errorUnchangedFlag = Flags.boolean({ description: 'End with 3 if nothing had to be changed.' });
export const waitFlag = Flags.boolean({ default: true, allowNo: true, description: 'Wait until it took effect.' });
export const waitReadyFlag = Flags.boolean({ default: false, allowNo: true, description: 'Wait until it is ready.' });
export const timeoutFlag = (value: string): OptionFlag<string> =>
  Flags.string({ default: value, description: 'Longest wait; 0 looks once, negative waits forever.', helpValue: 'TIME' });
export const takeOverFlag = Flags.option({
  options: ['scale-down', 'lease'] as const,
  description: 'Where an operator works on the same objects: scale it to 0 while this runs (bare), or take the lease that somebody holds.',
  helpValue: 'scale-down|lease',
})();
export const yesFlag = Flags.boolean({ char: 'y', description: 'Do not ask.' });
export const interactiveFlag = Flags.boolean({ char: 'i', description: 'Ask before each object.' });
export const outputFileFlag = Flags.string({
  env: 'AISTACK_OUTPUT_FILE',
  description: 'Append one JSON record per step to this file. Also AISTACK_OUTPUT_FILE.',
  helpValue: 'PATH',
});
export const systemsFlag = Flags.string({ description: 'Only these systems, separated by commas.', helpValue: 'LIST' });

/** Everything above by name: what may stand before the verb, and what a test holds every command's own flags against. */
export const commonFlags = {
  ...globalFlags,
  ...selectionFlags,
  output: outputFlag(['table']),
  watch: watchFlag,
  'label-columns': labelColumnsFlag,
  'ignore-not-found': ignoreNotFoundFlag,
  'no-headers': noHeadersFlag,
  filename: filenameFlag,
  recursive: recursiveFlag,
  kustomize: kustomizeFlag,
  'dry-run': dryRunFlag,
  'field-manager': fieldManagerFlag,
  'force-conflicts': forceConflictsFlag,
  'error-unchanged': errorUnchangedFlag,
  wait: waitFlag,
  timeout: timeoutFlag('30s'),
  'take-over': takeOverFlag,
  yes: yesFlag,
  interactive: interactiveFlag,
  'output-file': outputFileFlag,
};
