const PLAIN = /^[A-Za-z_$][-\w$]*$/;

/** A path as people write it: `spec.apiKeys[0].name`, `spec.labels["a/b"]`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part);
      if (!PLAIN.test(name)) return `[${JSON.stringify(name)}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}
