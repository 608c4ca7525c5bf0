import type { CelLibrary } from './cel-library.ts';
import { ABSENT, CelOptional } from './cel-value.ts';
import { hasFormat } from '../string-formats.ts';

/** A named format in an expression. */
class NamedFormat {
  readonly name: string;
  readonly problem: (text: string) => string | undefined;

  constructor(name: string, problem: (text: string) => string | undefined) {
    this.name = name;
    this.problem = problem;
  }
}

const LABEL_PROBLEM = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'";
const SUBDOMAIN_PROBLEM = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'";
const DNS1035_PROBLEM = "a DNS-1035 label must consist of lower case alphanumeric characters or '-'";
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';

function byPattern(pattern: RegExp, longest: number, what: string): (text: string) => string | undefined {
  return (text) => (text.length <= longest && pattern.test(text) ? undefined : what);
}

const PROBLEMS: Readonly<Record<string, (text: string) => string | undefined>> = {
  dns1123Label: byPattern(new RegExp(`^${LABEL}$`), 63, LABEL_PROBLEM),
  dns1123Subdomain: byPattern(new RegExp(`^${LABEL}(?:\\.${LABEL})*$`), 253, SUBDOMAIN_PROBLEM),
  dns1035Label: byPattern(/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/, 63, DNS1035_PROBLEM),
  dns1123LabelPrefix: byPattern(new RegExp(`^${LABEL}-?$`), 63, LABEL_PROBLEM),
  dns1123SubdomainPrefix: byPattern(new RegExp(`^${LABEL}(?:\\.${LABEL})*[-.]?$`), 253, SUBDOMAIN_PROBLEM),
  dns1035LabelPrefix: byPattern(/^[a-z](?:[-a-z0-9]*[a-z0-9])?-?$/, 63, DNS1035_PROBLEM),
  qualifiedName: byPattern(
    /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
    317,
    "name part must consist of alphanumeric characters, '-', '_' or '.'",
  ),
  labelValue: byPattern(
    /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
    63,
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'",
  ),
  uri: (text) => (hasFormat(text, 'uri') ? undefined : 'invalid URI for request'),
  uuid: (text) => (hasFormat(text, 'uuid') ? undefined : 'does not match the UUID format'),
  byte: (text) => (hasFormat(text, 'byte') ? undefined : 'invalid base64'),
  date: (text) => (hasFormat(text, 'date') ? undefined : 'invalid date'),
  datetime: (text) => (hasFormat(text, 'datetime') ? undefined : 'invalid datetime'),
};

/** `format.dns1123Label().validate(x)` and the other named formats (apiserver, `cel/library/format.go`). */
export function addNamedFormats(library: CelLibrary): void {
  const type = 'kubernetes.NamedFormat';
  library.addType(type, NamedFormat, (a, b) => a.name === b.name);
  const formats = new Map(Object.entries(PROBLEMS).map(([name, problem]) => [name, new NamedFormat(name, problem)]));
  for (const [name, format] of formats) library.addNamespaced(`format.${name}(): ${type}`, () => format);
  library.addNamespaced(`format.named(string): optional<${type}>`, (name: string) => {
    const format = formats.get(name);
    return format === undefined ? ABSENT : new CelOptional(true, format);
  });
  library.add(`${type}.validate(string): optional<list<string>>`, (format: NamedFormat, text: string) => {
    const problem = format.problem(text);
    return problem === undefined ? ABSENT : new CelOptional(true, [problem]);
  });
}
