/** The server's complaint about a DNS-1035 label; undefined where the text is one (apimachinery, `IsDNS1035Label`). */
export function dns1035LabelProblem(text: string): string | undefined {
  const problems = [
    ...(text.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(text)
      ? []
      : [
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ]),
  ];
  return problems.length === 0 ? undefined : problems.join(',');
}

/** The server's complaints about a DNS-1123 subdomain (apimachinery, `IsDNS1123Subdomain`). */
export function dns1123SubdomainProblems(text: string): readonly string[] {
  return [
    ...(text.length > 253 ? ['must be no more than 253 bytes'] : []),
    ...(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text)
      ? []
      : [
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ]),
  ];
}

/** The server's complaint about a label's value (apimachinery, `IsValidLabelValue`). */
export function labelValueProblem(text: string): string | undefined {
  if (text.length > 63) return 'must be no more than 63 bytes';
  if (/^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(text)) return undefined;
  return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
}

/** The server's complaint about a name in a path (apimachinery, `IsPathSegmentName`). */
export function pathSegmentProblem(text: string): string | undefined {
  if (text === '.' || text === '..') return `may not be '${text}'`;
  const found = ['/', '%'].find((character) => text.includes(character));
  return found === undefined ? undefined : `may not contain '${found}'`;
}
