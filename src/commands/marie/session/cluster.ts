import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { ForwardState } from '../../../cluster/reach/forward-port.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { GATEWAY_GRPC_PORT, GATEWAY_HTTP_PORT, isServerReady, readCluster } from '../shared/cluster-gateway.ts';
import { marieName } from '../shared/marie-target.ts';

const USAGE = 'session cluster NAME';
const FORMATS = ['text', 'json'] as const;

function localPort(given: number | undefined, flag: string): number {
  if (given !== undefined && (given < 0 || given > 65_535))
    throw usageError(`--${flag} ${String(given)} is no port`, 'a port is a number from 0 to 65535');
  return given ?? 0;
}

/** Leads ports of this machine to the gateway of a cluster. */
export default class SessionCluster extends BaseCommand {
  static override summary = 'Lead ports of this machine to the gateway of a cluster, until Ctrl-C.';
  static override description =
    'Each connection goes to a pod that is ready, so the ports outlive restarts of the server. Only this machine reaches them. Most routes of the gateway ask for no key.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> session cluster my-cluster --timeout 1s',
    '<%= config.bin %> session cluster cluster/my-cluster --http-port 0 --timeout 1s',
    '<%= config.bin %> session cluster my-cluster -o json --timeout 1s',
  ];
  static override args = { words: Args.string({ description: 'The cluster.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'http-port': Flags.integer({
      description: 'Port of this machine for HTTP. Default 8080, or any where that is taken; 0: any.',
      helpValue: 'PORT',
    }),
    'grpc-port': Flags.integer({
      description: 'Port of this machine for gRPC. Default 52000, or any where that is taken; 0: any.',
      helpValue: 'PORT',
    }),
    output: outputFlag(FORMATS),
    timeout: timeoutFlag('-1s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(SessionCluster);
    const { runtime } = this;
    const name = marieName('MarieCluster', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const wanted = [
      { id: 'http', port: GATEWAY_HTTP_PORT, local: flags['http-port'], scheme: 'http', given: localPort(flags['http-port'], 'http-port') },
      { id: 'grpc', port: GATEWAY_GRPC_PORT, local: flags['grpc-port'], scheme: 'grpc', given: localPort(flags['grpc-port'], 'grpc-port') },
    ];
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const session = await openSession(flags, runtime);
    let limit: ReturnType<typeof deadline> | undefined;
    try {
      const { namespace } = session;
      const cluster = await readCluster(session, name, runtime.signal);
      // The time is for the ports alone, and its being over is how they end well: a server that cannot be reached is an error however long it took.
      limit = deadline(timeoutMs, runtime.signal, () => '--timeout was for how long the ports are open');
      const { signal } = limit;
      if (!isServerReady(cluster) && !flags.quiet) {
        runtime.stderr(`warning: no server pod of MarieCluster ${name} is ready: connections wait for one\n`);
      }
      const say =
        (id: string) =>
        (state: ForwardState): void => {
          if (flags.quiet || signal.aborted || !('error' in state)) return;
          runtime.stderr(`${id}: ${state.state === 'waiting' ? 'a connection waits' : 'a connection was ended'}: ${state.error.message}\n`);
        };
      const open = async ({ given, id, local, port }: (typeof wanted)[number]): ReturnType<typeof session.forward> => {
        const options = { namespace, to: { service: `${name}-server-svc` }, port, signal, onState: say(id) };
        if (local !== undefined) return await session.forward({ ...options, localPort: given });
        try {
          return await session.forward({ ...options, localPort: port });
        } catch {
          signal.throwIfAborted();
          return await session.forward({ ...options, localPort: 0 });
        }
      };
      const ports = await Promise.all(wanted.map(async (each) => ({ ...each, forwarded: await open(each) })));
      const endpoints = Object.fromEntries(
        ports.map(({ forwarded, id, scheme }) => [id, `${scheme}://${forwarded.address}:${String(forwarded.port)}`]),
      );
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        runtime.stdout(toJson({ apiVersion: 'cli.marie.ai/v1', kind: 'ClusterSession', cluster: { name, namespace }, endpoints }));
      } else {
        runtime.stdout(
          Object.entries(endpoints)
            .map(([id, url]) => `${id.padEnd(5)}${url}\n`)
            .join(''),
        );
        if (!flags.quiet) runtime.stderr('Ctrl-C ends it.\n');
      }
      await Promise.all(ports.map(async ({ forwarded }) => await forwarded.ended));
      return EXIT.ok;
    } catch (error) {
      // What runs until it is ended ends well by a signal, and by the time that was given.
      if (runtime.signal.aborted) return EXIT.ok;
      const reason: unknown = limit?.signal.reason;
      if (reason instanceof CliError && reason.exit === EXIT.timeout && error === reason) return EXIT.ok;
      throw error;
    } finally {
      limit?.cancel();
      session.close();
    }
  }
}
