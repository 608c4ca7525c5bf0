import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { createSystemClock } from '../cluster/system-clock.ts';
import { usageError } from '../output/cli-error.ts';
import { COLOR_MODES } from '../output/color.ts';
import { formatError } from '../output/format-error.ts';
import type { ManagerOptions } from '../reconcile/engine/manager.ts';
import { silentLog } from '../kernel/log.ts';
import { shardName } from '../kernel/shard.ts';
import { createMetrics } from '../reconcile/engine/metrics.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { outputFileFlag, selectionFlags, takeOverFlag, timeoutFlag, yesFlag } from './shared/flags.ts';
import { holdLeases, type HoldLeasesOptions } from './shared/hold-leases.ts';
import { jsonLines, tellAsJson } from './shared/json-lines.ts';
import { passLooker } from './shared/trace/pass-looker.ts';
import { passTeller } from './shared/pass-teller.ts';
import { reconcileFlags, lookModeOf } from './shared/reconcile-flags.ts';
import { reconcileProgress, showsProgress } from './shared/reconcile-progress.ts';
import { reconcileScope, type ReconcileScopeOptions } from './shared/reconcile-scope.ts';
import { rateLimited } from './shared/reconcile-rate.ts';
import { requestMetrics } from './shared/request-metrics.ts';
import { requireServed } from './shared/require-served.ts';
import { runLoop } from './shared/run-loop.ts';
import { runOneShot } from './shared/run-one-shot.ts';
import { openSession } from './shared/session.ts';
import { chosenShard, shardFlag } from './shared/shard-flag.ts';
import { standBy } from './shared/stand-by.ts';
import { stderrLog } from './shared/stderr-log.ts';
import { giveBackAll } from './shared/take-over/give-back-all.ts';
import { takeOverTerms } from './shared/take-over/take-over-terms.ts';
import { thriftyMemory } from './shared/thrifty-memory.ts';
import { watchedNamespaces, watchNamespacesFlag } from './shared/watched-namespaces.ts';
import { withoutLeases } from './shared/without-leases.ts';

/** Runs the reconcilers from this machine against the current context. */
export default class Reconcile extends BaseCommand {
  static override servedTypes = 'anew' as const;
  static override summary = 'Bring the objects in step with their specs: once, or in a loop with --watch.';
  static override usage = 'reconcile [TYPE/NAME...]';
  static override examples = [
    '<%= config.bin %> reconcile',
    '<%= config.bin %> reconcile -A --watch',
    '<%= config.bin %> reconcile --once --timeout 30s',
    '<%= config.bin %> reconcile --dry-run=server',
    '<%= config.bin %> reconcile --shadow',
    '<%= config.bin %> reconcile --explain -v',
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
    'watch-namespaces': watchNamespacesFlag,
    once: Flags.boolean({ description: 'Exactly one pass over each object, without waiting.', exclusive: ['watch'] }),
    timeout: timeoutFlag('2m'),
    'output-file': outputFileFlag,
    'lease-namespace': Flags.string({ description: 'Where a run over all namespaces takes its lease.', helpValue: 'NAME' }),
    'take-over': takeOverFlag,
    reason: Flags.string({
      description: 'Why it is taken over: kept beside it, and told as an event.',
      helpValue: 'TEXT',
      dependsOn: ['take-over'],
    }),
    yes: yesFlag,
    'give-back': Flags.boolean({
      description: 'Only scale up again what a run that was killed has taken over.',
      exclusive: ['take-over', 'watch', 'once'],
    }),
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
    shard: shardFlag,
    ...reconcileFlags,
  };

  /** Whether anybody else could work on the same objects: not on a server that this process runs for itself. */
  protected readonly mayMeetOthers: boolean = true;

  protected async execute(): Promise<number> {
    const memory = thriftyMemory();
    const { argv, flags, metadata } = await this.parse(Reconcile);
    const isJson = flags.watch && flags['log-format'] === 'json';
    const runtime = isJson ? jsonLines(this.runtime) : this.runtime;
    const watched = watchedNamespaces(flags);
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) {
      throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    }
    const resyncMs = parseDuration(flags.resync, 'resync');
    const maxRequeueMs = parseDuration(flags['max-requeue'], 'max-requeue');
    parseDuration(flags.timeout, 'timeout');
    if (flags.watch && metadata.flags['timeout']?.setFromDefault !== true)
      throw usageError('--timeout contradicts --watch', 'the loop ends when a signal comes');
    const taking = takeOverTerms(flags, runtime);
    const look = lookModeOf(flags);
    const shard = chosenShard(flags);
    const withNamespace = all || watched !== undefined;
    const hasList = !flags.watch && look === undefined && !flags.explain && showsProgress(runtime, flags.quiet);
    // On the terminal where the list is, its lines would tear it apart.
    const lines = !hasList || runtime.columns === undefined;
    const teller = await passTeller({ runtime, withNamespace, isLoop: flags.watch, outputFile: flags['output-file'], lines });
    const looker = await passLooker({ file: flags.trace, explain: flags.explain, verbosity: flags.verbosity, withNamespace, runtime });
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
        namespaces: watched,
        selector: flags.selector,
        watchFilter: flags['watch-filter'],
        shard,
        outside: looker.outside(session.outside()),
      };
      const chosen = await reconcileScope(options);
      const served = await requireServed(session, chosen, runtime);
      const log = stderrLog({ write: runtime.stderr, now: runtime.now, verbosity: flags.verbosity, format: flags['log-format'] });
      const clock = createSystemClock({ holdsProcess: true });
      const api = flags.qps === undefined ? session.api : rateLimited(session.api, flags.qps, clock, runtime.signal);
      const addresses = { metrics: flags['metrics-bind-address'], health: flags['health-probe-bind-address'] };
      const common = {
        metrics,
        api: looker.api(api),
        ...looker.witness,
        discovery: session.discovery,
        clock,
        random: Math.random,
        log,
        reconcilers: served.reconcilers,
        scope: served.scope,
        selects: served.selects,
        concurrency: flags.concurrency,
        resyncMs,
        maxRequeueMs,
        onPass: () => memory.touch(),
      };
      if (look !== undefined) {
        const { reconcileLook } = await import('./shared/reconcile-look.ts');
        const { watch, timeout, verbosity, quiet } = flags;
        const color = COLOR_MODES.find((mode) => mode === flags.color) ?? 'auto';
        const scene = { manager: common, session, runtime, options, chosen: served, addresses, record: teller.record };
        return await reconcileLook({ mode: look, watch, timeout, withNamespace, color, verbosity, quiet, ...scene });
      }
      const leases: HoldLeasesOptions = {
        session,
        clock,
        log,
        systems: served.systems,
        bin: runtime.entry.bin,
        identity: `${hostname()}_${String(process.pid)}_${randomBytes(4).toString('hex')}`,
        namespaces: served.scope.namespaces,
        shard,
        leaseNamespace: flags['lease-namespace'],
        spanning: served.reconcilers.flatMap(({ kind }) => (kind.scope === 'Cluster' ? [kind.system] : [])),
        signal: runtime.signal,
        ...taking,
      };
      if (flags['give-back']) {
        const taker = { ...leases, reason: flags.reason, tell: runtime.stderr };
        return await giveBackAll(taker, served.systems, runtime);
      }
      // A pod waits for its turn; whoever sits at a laptop is told at once that it is not theirs.
      const waits = flags.watch && flags['leader-elect'] && session.inCluster === true && leases.takeOver === undefined;
      const standby = waits ? standBy({ ...leases, metrics, random: Math.random }) : undefined;
      const elects = flags['leader-elect'] && this.mayMeetOthers;
      const guard = standby?.guard ?? (elects ? await holdLeases(leases) : withoutLeases(this.mayMeetOthers ? log : silentLog));
      for (const { operator } of elects && !waits ? served.systems : []) {
        metrics.gauge('leader_election_master_status', { name: shardName(operator.leaseName, shard) }, 1);
      }
      const manager: ManagerOptions = {
        ...common,
        leaseCovers: (ms) => guard.covers(ms),
        ...(standby !== undefined && { lead: standby.lead }),
        onPass: (report) => {
          memory.touch();
          teller.tell(report);
        },
      };
      try {
        if (flags.watch) return await runLoop({ manager, guard, runtime, session, addresses });
        const verdict = await runOneShot({
          manager,
          guard,
          runtime,
          session,
          options,
          chosen: served,
          once: flags.once,
          timeout: flags.timeout,
          ...(hasList && { progress: reconcileProgress(runtime, withNamespace) }),
        });
        for (const error of verdict.errors) runtime.stderr(formatError(error, flags.verbosity));
        return verdict.exit;
      } finally {
        await guard.release();
      }
    } catch (error) {
      if (!isJson) throw error;
      return tellAsJson(error, runtime);
    } finally {
      memory.stop();
      session.close();
      await looker.close();
      await teller.end();
    }
  }
}
