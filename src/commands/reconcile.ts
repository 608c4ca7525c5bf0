import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { createSystemClock } from '../cluster/system-clock.ts';
import { usageError } from '../output/cli-error.ts';
import { formatError } from '../output/format-error.ts';
import type { ManagerOptions } from '../reconcile/engine/manager.ts';
import { createMetrics } from '../reconcile/engine/metrics.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { outputFileFlag, selectionFlags, timeoutFlag } from './shared/flags.ts';
import { holdLeases, type HoldLeasesOptions } from './shared/hold-leases.ts';
import { passTeller } from './shared/pass-teller.ts';
import { reconcileScope, type ReconcileScopeOptions } from './shared/reconcile-scope.ts';
import { requestMetrics } from './shared/request-metrics.ts';
import { requireServed } from './shared/require-served.ts';
import { runLoop } from './shared/run-loop.ts';
import { runOneShot } from './shared/run-one-shot.ts';
import { openSession } from './shared/session.ts';
import { stderrLog } from './shared/stderr-log.ts';
import { thriftyMemory } from './shared/thrifty-memory.ts';
import { withoutLeases } from './shared/without-leases.ts';

/** Runs the reconcilers from this machine against the current context. */
export default class Reconcile extends BaseCommand {
  static override summary = 'Bring the objects in step with their specs: once, or in a loop with --watch.';
  static override usage = 'reconcile [TYPE/NAME...]';
  static override examples = [
    '<%= config.bin %> reconcile',
    '<%= config.bin %> reconcile -A --watch',
    '<%= config.bin %> reconcile --once --timeout 30s',
  ];
  static override args = {
    targets: Args.string({ description: 'Type and names; default: every type.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    selector: selectionFlags.selector,
    only: Flags.string({
      description: 'Only this type or object; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'TYPE[/NAME]',
    }),
    'watch-filter': Flags.string({ description: 'Only objects whose label aistack.dev/watch-filter has this value.', helpValue: 'VALUE' }),
    watch: Flags.boolean({ char: 'w', description: 'Go on until a signal comes.' }),
    once: Flags.boolean({ description: 'Exactly one pass over each object, without waiting.', exclusive: ['watch'] }),
    timeout: timeoutFlag('2m'),
    'output-file': outputFileFlag,
    'lease-namespace': Flags.string({ description: 'Where a run over all namespaces takes its lease.', helpValue: 'NAME' }),
    tunnel: Flags.option({
      options: ['auto', 'never'] as const,
      default: 'auto',
      description: 'From outside the cluster: reach servers of the objects through the API server, or not at all.',
      helpValue: 'auto|never',
    })(),
    concurrency: Flags.integer({ default: 8, min: 1, max: 64, description: 'Objects of one kind worked on at once.' }),
    resync: Flags.string({ default: '10h', description: 'How often everything is looked at again from the cache.', helpValue: 'TIME' }),
    'max-requeue': Flags.string({
      default: '1000s',
      description: 'Longest pause before a failing object is tried again.',
      helpValue: 'TIME',
    }),
    'metrics-bind-address': Flags.string({
      env: 'METRICS_BIND_ADDRESS',
      default: '0',
      description: 'Serve /metrics there; 0 is off.',
      helpValue: 'HOST:PORT',
    }),
    'health-probe-bind-address': Flags.string({
      env: 'HEALTH_PROBE_BIND_ADDRESS',
      default: '0',
      description: 'Serve /healthz and /readyz there; 0 is off.',
      helpValue: 'HOST:PORT',
    }),
    'leader-elect': Flags.boolean({
      env: 'LEADER_ELECTION',
      default: true,
      allowNo: true,
      description: 'Hold the lease of each system, so that no second loop works beside this one.',
    }),
    'log-format': Flags.option({ options: ['text', 'json'] as const, default: 'text', description: 'Log lines on stderr.' })(),
  };

  protected async execute(): Promise<number> {
    const memory = thriftyMemory();
    const { argv, flags } = await this.parse(Reconcile);
    const { runtime } = this;
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) {
      throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    }
    const resyncMs = parseDuration(flags.resync, 'resync');
    const maxRequeueMs = parseDuration(flags['max-requeue'], 'max-requeue');
    parseDuration(flags.timeout, 'timeout');
    const tell = await passTeller({ runtime, withNamespace: all, isLoop: flags.watch, outputFile: flags['output-file'] });
    const metrics = createMetrics();
    const session = await openSession(
      flags,
      runtime,
      runtime.entry.system === undefined ? 'aistack-operator' : `${runtime.entry.system}-operator`,
      requestMetrics(metrics),
      flags.tunnel,
    );
    try {
      const options: ReconcileScopeOptions = {
        entry: runtime.entry,
        words: argv.map(String),
        only: flags.only ?? [],
        namespace: all ? undefined : session.namespace,
        selector: flags.selector,
        watchFilter: flags['watch-filter'],
        outside: session.outside(),
      };
      const chosen = await reconcileScope(options);
      const served = await requireServed(session, chosen, runtime);
      const log = stderrLog({ write: runtime.stderr, now: runtime.now, verbosity: flags.verbosity, format: flags['log-format'] });
      const clock = createSystemClock({ holdsProcess: true });
      const leases: HoldLeasesOptions = {
        session,
        clock,
        log,
        systems: served.systems,
        bin: runtime.entry.bin,
        identity: `${hostname()}_${String(process.pid)}_${randomBytes(4).toString('hex')}`,
        namespaces: served.scope.namespaces,
        leaseNamespace: flags['lease-namespace'],
        spanning: served.reconcilers.flatMap(({ kind }) => (kind.scope === 'Cluster' ? [kind.system] : [])),
        signal: runtime.signal,
      };
      const guard = flags['leader-elect'] ? await holdLeases(leases) : withoutLeases(log);
      for (const { operator } of flags['leader-elect'] ? served.systems : []) {
        metrics.gauge('leader_election_master_status', { name: operator.leaseName }, 1);
      }
      const manager: ManagerOptions = {
        metrics,
        api: session.api,
        discovery: session.discovery,
        clock,
        random: Math.random,
        log,
        reconcilers: served.reconcilers,
        scope: served.scope,
        selects: served.selects,
        leaseCovers: (ms) => guard.covers(ms),
        concurrency: flags.concurrency,
        resyncMs,
        maxRequeueMs,
        onPass: (report) => {
          memory.touch();
          tell(report);
        },
      };
      try {
        if (flags.watch) {
          const addresses = { metrics: flags['metrics-bind-address'], health: flags['health-probe-bind-address'] };
          return await runLoop({ manager, guard, runtime, session, addresses });
        }
        const verdict = await runOneShot({
          manager,
          guard,
          runtime,
          session,
          options,
          chosen: served,
          once: flags.once,
          timeout: flags.timeout,
        });
        for (const error of verdict.errors) runtime.stderr(formatError(error, flags.verbosity));
        return verdict.exit;
      } finally {
        await guard.release();
      }
    } finally {
      memory.stop();
      session.close();
    }
  }
}
