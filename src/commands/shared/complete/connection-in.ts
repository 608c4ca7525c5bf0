import type { ConnectionFlags } from '../session.ts';
import type { Cursor } from './command-line.ts';

/** The connection flags of a command line, as its parser would read them. */
export function connectionIn(given: Cursor['given']): ConnectionFlags & { readonly namespace: string | undefined } {
  const all = (name: string): readonly string[] =>
    given.flatMap(({ shape, value }) => (shape?.name === name && value !== undefined ? [value] : []));
  const last = (name: string): string | undefined => all(name).at(-1);
  const skip = given.findLast(({ shape }) => shape?.name === 'insecure-skip-tls-verify');
  const groups = all('as-group');
  return {
    namespace: last('namespace'),
    kubeconfig: last('kubeconfig'),
    context: last('context'),
    cluster: last('cluster'),
    user: last('user'),
    server: last('server'),
    'tls-server-name': last('tls-server-name'),
    'certificate-authority': last('certificate-authority'),
    'insecure-skip-tls-verify': skip !== undefined && skip.value !== 'false',
    token: last('token'),
    as: last('as'),
    'as-group': groups.length === 0 ? undefined : [...groups],
    'as-uid': last('as-uid'),
  };
}
