import type { JsonObject } from '../../../kernel/json.ts';
import { junitXml } from '../../../output/junit.ts';
import type { CheckResult } from '../check/check-result.ts';
import { statusReport, type StatusItem } from '../status-report.ts';
import { nameText } from '../why/link.ts';
import { AREAS, SEVERITIES, type DoctorFinding, type Severity } from './finding.ts';
import type { DoctorRule } from './rule.ts';

/** What `-o` may say. */
export const DOCTOR_FORMATS = ['text', 'json', 'yaml', 'junit'] as const;

/** Everything that a run found. */
export interface Diagnosis {
  readonly findings: readonly DoctorFinding[];
  readonly checks: readonly CheckResult[];
  readonly items: readonly StatusItem[];
  /** What could not be looked at, as sentences. */
  readonly unread: readonly string[];
  /** Rules that were not asked. */
  readonly ignored: readonly string[];
}

function count(findings: readonly DoctorFinding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function plural(number: number, word: string): string {
  return `${String(number)} ${word}${number === 1 ? '' : 's'}`;
}

/** Would speak to the terminal. */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

/** Whether something is as bad as that, or worse. */
export function isAtLeast(findings: readonly DoctorFinding[], limit: Severity): boolean {
  return findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit));
}

/** `severity ID OBJECT: title`, below it what is wrong, what was seen, and the remedy; at the end one line that counts. */
export function doctorText({ findings, checks, items }: Diagnosis): string {
  const blocks = findings.map(({ id, severity, object, title, message, evidence = [], fix }) =>
    [
      `${severity} ${id}${object === undefined ? '' : ` ${nameText(object)}`}: ${title}`,
      `  ${message}`,
      ...evidence.filter((one) => one !== message).map((one) => `  seen: ${one}`),
      `  fix: ${fix}`,
    ]
      .map((line) => line.replaceAll(CONTROL, ' '))
      .join('\n'),
  );
  const looked = `${plural(checks.length, 'check')}, ${plural(items.length, 'object')}`;
  const counts = [...SEVERITIES].toReversed().flatMap((severity) => {
    const number = count(findings, severity);
    return number === 0 ? [] : [severity === 'info' ? `${String(number)} info` : plural(number, severity)];
  });
  return `${[...blocks, `${looked}: ${counts.length === 0 ? 'nothing is wrong' : counts.join(', ')}`].join('\n')}\n`;
}

/** The report in the group of the entry point; fields are only ever added. */
export function doctorReport(domain: string, { findings, checks, items, unread, ignored }: Diagnosis): JsonObject {
  const { summary: objects } = statusReport(domain, items);
  return {
    apiVersion: `cli.${domain}/v1`,
    kind: 'DoctorReport',
    summary: {
      total: findings.length,
      error: count(findings, 'error'),
      warning: count(findings, 'warning'),
      info: count(findings, 'info'),
    },
    findings: findings.map(({ evidence = [], ...finding }) => ({ ...finding, evidence })),
    checks,
    objects,
    items,
    ignored,
    unread,
  };
}

/** JUnit: a suite per area, a case per rule; what is at or above the limit fails. A suite of its own tells what could not be looked at. */
export function doctorJunit({ findings, unread, ignored }: Diagnosis, rules: readonly DoctorRule[], limit: Severity): string {
  const fails = (severity: Severity): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
  const suites = AREAS.map((area) => ({
    name: area,
    cases: rules
      .filter((rule) => rule.area === area)
      .map((rule) => ({
        name: `${rule.id} ${rule.title}`,
        failures: findings
          .filter(({ id, severity }) => id === rule.id && fails(severity))
          .map(({ object, message, fix, evidence = [] }) => ({
            message: object === undefined ? message : `${nameText(object)}: ${message}`,
            type: rule.severity,
            text: [...evidence, `fix: ${fix}`].join('\n'),
          })),
        ...(ignored.includes(rule.id) && { skipped: 'ignored' }),
      })),
  }));
  const unseen = { name: 'unread', cases: unread.map((why) => ({ name: why, failures: [], skipped: why })) };
  return junitXml('doctor', unread.length === 0 ? suites : [...suites, unseen]);
}
