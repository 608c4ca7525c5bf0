import { objectNameProblems } from '../../values/name-rules.ts';

const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const CONFIG_KEY_TEXT =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const WILDCARD_TEXT =
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** What is wrong with a DNS-1123 label (apimachinery, `IsDNS1123Label`). */
export function labelProblems(text: string): readonly string[] {
  const problems = text.length > 63 ? ['must be no more than 63 characters'] : [];
  if (LABEL.test(text)) return problems;
  return [...problems, SUBDOMAIN.test(text) ? 'must not contain dots' : LABEL_TEXT];
}

/** What is wrong with a DNS-1123 subdomain. */
export function subdomainProblems(text: string): readonly string[] {
  return objectNameProblems(text);
}

/** What is wrong with `*.` and a DNS-1123 subdomain. */
export function wildcardProblems(text: string): readonly string[] {
  return text.startsWith('*.') && SUBDOMAIN.test(text.slice(2)) ? [] : [WILDCARD_TEXT];
}

/** What is wrong with a key of a ConfigMap or Secret. */
export function configKeyProblems(key: string): readonly string[] {
  if (key.length > 253) return ['must be no more than 253 characters'];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return [CONFIG_KEY_TEXT];
  if (key === '.' || key === '..') return [`must not be '${key}'`];
  return key.startsWith('..') ? ["must not start with '..'"] : [];
}

/** What is wrong with the name of a port (IANA service names). */
export function portNameProblems(name: string): readonly string[] {
  const problems: string[] = [];
  if (name.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name)) problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name !== '' && (name.startsWith('-') || name.endsWith('-'))) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** What is wrong with the number of a port. */
export function portNumberProblems(port: number): readonly string[] {
  return port >= 1 && port <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];
}

/** The first complaint as a strategy gives it; all of them joined where there are several. */
export function joined(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.join(',');
}
