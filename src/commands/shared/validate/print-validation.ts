import type { JsonObject } from '../../../kernel/json.ts';
import type { Finding } from './finding.ts';
import type { JunitCase } from '../../../output/junit.ts';
import { junitXml } from '../../../output/junit.ts';
import type { Validation } from './validate-files.ts';

/** What `-o` may say. */
export const VALIDATION_FORMATS = ['text', 'json', 'junit', 'github'] as const;

function positioned({ file, line, column }: Finding): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

function message({ object, field, cause }: Finding): string {
  return [object, field, cause].filter((part) => part !== undefined).join(': ');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function countOf(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** One line: what was looked at and how it is. */
export function summaryLine({ files, objects, skipped, findings }: Validation): string {
  const others = Object.entries(skipped).map(([kind, number]) => `${number} ${kind}`);
  const looked = `${plural(objects.length, 'object')} in ${plural(files.length, 'file')}`;
  const not = others.length === 0 ? '' : ` (not checked: ${others.join(', ')})`;
  const errors = countOf(findings, 'error');
  const warnings = countOf(findings, 'warning');
  return `${looked}${not}: ${findings.length === 0 ? 'valid' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`}\n`;
}

/** `FILE:LINE:COLUMN: error: OBJECT: FIELD: CAUSE`, with the remedy below. */
export function validationText(validation: Validation): string {
  return validation.findings
    .map((finding) => `${positioned(finding)}: ${finding.severity}: ${message(finding)}\n  fix: ${finding.fix}\n`)
    .join('');
}

/** The report in the group of the entry point; fields are only ever added. */
export function validationReport(domain: string, { files, objects, skipped, findings }: Validation): JsonObject {
  const summary = {
    files: files.length,
    objects: objects.length,
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
  };
  return { apiVersion: `cli.${domain}/v1`, kind: 'ValidationReport', summary, skipped, objects, findings };
}

/** Workflow commands of GitHub Actions: percent, carriage return and line feed are escaped, in properties colon and comma as well. */
function githubData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function githubProperty(text: string): string {
  return githubData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Annotations for GitHub Actions, one line per finding. */
export function validationGithub({ findings }: Validation): string {
  return findings
    .map((finding) => {
      const { severity, file, line, column, rule, fix } = finding;
      const places = { file, line, col: column, title: rule };
      const properties = Object.entries(places).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${githubProperty(String(value))}`],
      );
      return `::${severity} ${properties.join(',')}::${githubData(`${message(finding)}; fix: ${fix}`)}\n`;
    })
    .join('');
}

/** JUnit: a suite per file, a case per object; what belongs to no object is a case of its own. With `strict` warnings fail too. */
export function validationJunit(validation: Validation, strict: boolean): string {
  const fails = (finding: Finding): boolean => strict || finding.severity === 'error';
  const failure = (finding: Finding): JunitCase['failures'][number] => ({
    message: message(finding),
    type: finding.rule,
    text: `${positioned(finding)}\nfix: ${finding.fix}`,
  });
  const suites = validation.files.map((file) => {
    const findings = validation.findings.filter((finding) => finding.file === file);
    const objects = validation.objects.filter((object) => object.file === file);
    const cases = objects.map(({ object, document }): JunitCase => {
      const own = findings.filter((finding) => finding.object === object && finding.document === document && fails(finding));
      return { name: object, failures: own.map(failure) };
    });
    const isOfObject = (finding: Finding): boolean =>
      objects.some(({ object, document }) => finding.object === object && finding.document === document);
    const rest = findings.filter((finding) => fails(finding) && !isOfObject(finding));
    const others = rest.map((finding): JunitCase => ({
      name: finding.object ?? `document ${finding.document}`,
      failures: [failure(finding)],
    }));
    return { name: file, cases: [...cases, ...others] };
  });
  return junitXml('validate', suites);
}
