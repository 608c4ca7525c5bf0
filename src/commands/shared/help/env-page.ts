import { formatTable } from '../../../output/table.ts';

/** A variable of the environment that the program reads. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly meaning: string;
  /** The flag that says the same, and wins over it. */
  readonly flag?: string;
}

/** Every variable that the program reads, its own first. */
export const ENVIRONMENT: readonly EnvironmentVariable[] = [
  {
    name: 'AISTACK_CACHE_DIR',
    flag: '--cache-dir',
    meaning: 'folder for what can be made again; default $XDG_CACHE_HOME/aistack, else ~/.cache/aistack',
  },
  {
    name: 'AISTACK_IMAGE',
    meaning:
      'reconcile: image that pods made to run this program get (submitting Jobs of Marie); default ghcr.io/aistack/aistack:<version>',
  },
  { name: 'AISTACK_NO_INPUT', flag: '--no-input', meaning: 'ask nothing: where a yes is needed, end with 2' },
  { name: 'AISTACK_OUTPUT_FILE', flag: '--output-file', meaning: 'append one JSON record per step to this file' },
  { name: 'AISTACK_SERVICE_ACCOUNT_DIR', meaning: 'in a pod: where the service account is mounted' },
  { name: 'AISTACK_SHARD', flag: '--shard', meaning: 'reconcile --watch: the part of the objects that it works on, as 1/3' },
  { name: 'KUBECONFIG', flag: '--kubeconfig', meaning: 'kubeconfig files, separated as in PATH and merged; default ~/.kube/config' },
  { name: 'KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT', meaning: 'in a pod: the API server, where there is no kubeconfig' },
  { name: 'HTTPS_PROXY, HTTP_PROXY', meaning: 'proxy to the API server; proxy-url of the kubeconfig wins' },
  { name: 'NO_PROXY', meaning: 'hosts that are reached without it' },
  { name: 'NO_COLOR', flag: '--color=never', meaning: 'no colours, if set and not empty' },
  { name: 'FORCE_COLOR', flag: '--color=always', meaning: 'colours off a terminal too; 0: none' },
  { name: 'TERM', meaning: 'dumb: no colours, no moving lists' },
  { name: 'COLUMNS', meaning: 'width of the terminal' },
  { name: 'INK_SCREEN_READER', meaning: 'top: plain lines for a screen reader in place of a picture, if set and not false' },
  { name: 'XDG_STATE_HOME', meaning: 'folder below which top keeps order, filter and namespace of each context; default ~/.local/state' },
  {
    name: 'XDG_DATA_HOME, XDG_CONFIG_HOME, BASH_COMPLETION_USER_DIR',
    meaning: 'completion install: where scripts are written, as the shells look for them',
  },
  { name: 'KUBECTL_EXTERNAL_DIFF', meaning: 'program that diff shows differences with, as for kubectl diff' },
  { name: 'KUBECTL_PATH', meaning: 'the kubectl that -k runs; default: the one on PATH' },
  { name: 'LEADER_ELECTION', flag: '--leader-elect', meaning: 'reconcile: whether the leases of the systems are held; default true' },
  { name: 'MARIE_API_KEY', meaning: 'job deliver: the API key for the gateway' },
  { name: 'MARIE_SERVER_URL', flag: '--url', meaning: 'job deliver: the gateway' },
  { name: 'POD_NAMESPACE', flag: '--namespace', meaning: 'in a pod: its namespace' },
  { name: 'METRICS_BIND_ADDRESS', flag: '--metrics-bind-address', meaning: 'reconcile --watch: where metrics are served' },
  {
    name: 'HEALTH_PROBE_BIND_ADDRESS',
    flag: '--health-probe-bind-address',
    meaning: 'reconcile --watch: where /healthz and /readyz are served',
  },
];

/** `help env`: the variables, what they mean, and the flag that says the same. */
export async function envPage(): Promise<string> {
  const rows = ENVIRONMENT.map(({ name, flag = '', meaning }) => [name, flag, meaning]);
  const head = [{ header: 'VARIABLE' }, { header: 'FLAG' }, { header: 'MEANING' }];
  return await formatTable(head, rows, { headers: true });
}
