import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { BaseCommand } from './shared/base-command.ts';
import { diagnose } from './shared/doctor/diagnose.ts';
import { connectionArgs } from './shared/doctor/connection-args.ts';
import { DOCTOR_FORMATS, doctorJunit, doctorReport, doctorText, isAtLeast, type Diagnosis } from './shared/doctor/doctor-report.ts';
import { SEVERITIES } from './shared/doctor/finding.ts';
import { fixFindings } from './shared/doctor/fix-findings.ts';
import { readFacts } from './shared/doctor/read-facts.ts';
import { DOCTOR_RULES } from './shared/doctor/rules/rule-table.ts';
import { outputFlag, selectionFlags, systemsFlag } from './shared/flags.ts';
import { openSession } from './shared/session.ts';
import { chooseSystems } from './shared/systems.ts';

/** Looks for everything that is known to go wrong. */
export default class Doctor extends BaseCommand {
  static override summary =
    'Find what is wrong: all checks, the state of every object with its cause, and known problems, each with a fix.';
  static override description =
    'Reads only, unless --fix is given. Each finding has an id that stays the same, so that it can be ignored. Ends with 1 if something is found that is as bad as --fail-on says, else with 10 if a part could not be read.';
  static override usage = 'doctor [--fix]';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --all-namespaces --ignore AIS207 --ignore AIS007',
    '<%= config.bin %> doctor --systems maia,kaos -A -o junit',
    '<%= config.bin %> doctor -n default --fail-on error -o json',
  ];
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    'fail-on': Flags.option({
      options: ['error', 'warning'] as const,
      default: 'error',
      description: 'End with 1 if something is as bad as this.',
      helpValue: 'error|warning',
    })(),
    fix: Flags.boolean({ description: 'Ask for each finding, and run its fix where that is a command of this program.' }),
    ignore: Flags.string({
      description: 'Do not look for this problem; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
    }),
    output: outputFlag(DOCTOR_FORMATS),
    systems: systemsFlag,
  };

  protected async execute(): Promise<number> {
    const { flags } = await this.parse(Doctor);
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    const format = parseOutputFormat(flags.output ?? 'text', DOCTOR_FORMATS);
    const limit = SEVERITIES.find((severity) => severity === flags['fail-on']) ?? 'error';
    const ignored = (flags.ignore ?? []).flatMap((list) => list.split(',')).map((id) => id.trim().toUpperCase());
    const unknown = ignored.find((id) => !DOCTOR_RULES.some((rule) => rule.id === id));
    if (unknown !== undefined) throw usageError(`"${unknown}" is no id of a finding`, 'take it from the findings: AIS101');
    if (flags.fix && format !== 'text') throw usageError('--fix asks and prints text', 'leave -o away');
    if (flags.fix && !this.runtime.interactive)
      throw usageError('--fix asks, and there is no terminal to ask at', 'run the commands that doctor prints');
    const runtime = { ...this.runtime, entry: chooseSystems(this.runtime.entry, flags.systems) };
    const session = await openSession(flags, runtime);
    try {
      const { facts, unread } = await readFacts(session, runtime, {
        namespace: all ? undefined : session.namespace,
        signal: runtime.signal,
      });
      const findings = diagnose(facts, DOCTOR_RULES, new Set(ignored));
      const diagnosis: Diagnosis = { findings, checks: facts.checks, items: facts.own.map(({ item }) => item), unread, ignored };
      if (format === 'text') runtime.stdout(doctorText(diagnosis));
      else if (format === 'junit') runtime.stdout(doctorJunit(diagnosis, DOCTOR_RULES, limit));
      else {
        const { toJson, toYaml } = await import('../output/print-object.ts');
        const report = doctorReport(runtime.entry.domain, diagnosis);
        runtime.stdout(format === 'json' ? toJson(report) : toYaml(report));
      }
      if (unread.length > 0 && format === 'text') runtime.stderr(unread.map((why) => `warning: not looked at: ${why}\n`).join(''));
      if (flags.fix && findings.length > 0) {
        const { done, failed, left } = await fixFindings(findings, this.runtime, connectionArgs(flags));
        runtime.stderr(`fixes: ${String(done)} done, ${String(failed)} failed, ${String(left)} left to you\n`);
        return failed > 0 ? EXIT.general : EXIT.ok;
      }
      if (isAtLeast(findings, limit)) return EXIT.general;
      return unread.length > 0 ? EXIT.partial : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
