import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { SYSTEMS } from '../../src/registry.ts';
import { accountUser } from './operator-account.ts';

/** Beside an administrator's kubeconfig: the same for the operator's service account. */
function besideOf(kubeconfig: string): string {
  return `${kubeconfig}.operator`;
}

/** Whether the server of an administrator's kubeconfig has accounts for the loops of tests. */
export function hasLoopAccounts(kubeconfig: string): boolean {
  return existsSync(besideOf(kubeconfig));
}

/** Writes the operator's kubeconfig beside the administrator's: who may do everything also acts for others, through a proxy too. */
export async function writeOperatorKubeconfig(kubeconfig: string): Promise<void> {
  const config = parse(await readFile(kubeconfig, 'utf8')) as {
    readonly users: readonly { readonly name: string; readonly user: object }[];
  };
  const users = config.users.map(({ name, user }) => ({ name, user: { ...user, as: accountUser('operator') } }));
  await writeFile(besideOf(kubeconfig), stringify({ ...config, users }), { mode: 0o600 });
}

/** A loop that its command line runs as somebody else stays with them. */
function isLoop(args: readonly string[]): boolean {
  const [first = '', second] = args.filter((arg) => !arg.startsWith('-'));
  const isOfSystem = SYSTEMS.some(({ id }) => id === first);
  return (isOfSystem ? second : first) === 'reconcile' && !args.some((arg) => /^--as(=|$)/.test(arg));
}

/** The kubeconfig for a command line: that of the operator's account for `reconcile`, where the server has one; else the one that is given. */
export function kubeconfigFor(args: readonly string[], kubeconfig: string): string {
  return isLoop(args) && hasLoopAccounts(kubeconfig) ? besideOf(kubeconfig) : kubeconfig;
}
