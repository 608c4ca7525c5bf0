// The texts are those of apimachinery's `validation` package: users see them in every refusal.
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const DNS_1035 = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const QUALIFIED_PART = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const QUALIFIED_RULE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const LABEL_VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_VALUE_TEXT =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function subdomainProblems(text: string, unit: 'characters' | 'bytes'): readonly string[] {
  return [...(text.length > 253 ? [`must be no more than 253 ${unit}`] : []), ...(SUBDOMAIN.test(text) ? [] : [SUBDOMAIN_TEXT])];
}

/** What is wrong with a DNS-1123 subdomain that is no name of an object (apimachinery, `IsDNS1123Subdomain`). */
export function dns1123SubdomainProblems(text: string): readonly string[] {
  return subdomainProblems(text, 'bytes');
}

/** The server's complaint about a DNS-1035 label; undefined where the text is one (apimachinery, `IsDNS1035Label`). */
export function dns1035LabelProblem(text: string): string | undefined {
  const problems = [...(text.length > 63 ? ['must be no more than 63 bytes'] : []), ...(DNS_1035.test(text) ? [] : [DNS_1035_TEXT])];
  return problems.length === 0 ? undefined : problems.join(',');
}

/** The server's complaint about a name in a path (apimachinery, `IsPathSegmentName`). */
export function pathSegmentProblem(text: string): string | undefined {
  if (text === '.' || text === '..') return `may not be '${text}'`;
  const found = ['/', '%'].find((character) => text.includes(character));
  return found === undefined ? undefined : `may not contain '${found}'`;
}

/** What is wrong with the name of an object of a type without a rule of its own: it must be a DNS-1123 subdomain. */
export function objectNameProblems(name: string): readonly string[] {
  return subdomainProblems(name, 'characters');
}

/** What is wrong with the key of a label or annotation, or with a finalizer: `name` or `prefix/name`. */
export function qualifiedNameProblems(text: string): readonly string[] {
  const parts = text.split('/');
  const [first = '', second] = parts;
  if (parts.length > 2) {
    return [`a valid label key ${QUALIFIED_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const problems: string[] = [];
  if (second !== undefined) {
    if (first === '') problems.push('prefix part must be non-empty');
    else problems.push(...subdomainProblems(first, 'bytes').map((problem) => `prefix part ${problem}`));
  }
  const name = second ?? first;
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 bytes');
  if (!QUALIFIED_PART.test(name)) problems.push(`name part ${QUALIFIED_RULE}`);
  return problems;
}

/** What is wrong with the value of a label. */
export function labelValueProblems(text: string): readonly string[] {
  return [...(text.length > 63 ? ['must be no more than 63 bytes'] : []), ...(LABEL_VALUE.test(text) ? [] : [LABEL_VALUE_TEXT])];
}
