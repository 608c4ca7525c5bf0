/** Python's name of the type of a JSON value. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'string' ? 'str' : 'dict';
}

/** A JSON value as Python's `repr` writes it; numbers have come through a format that knows floats alone. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? `${String(value)}.0` : String(value);
  if (typeof value === 'string')
    return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", String.raw`\'`)}'`;
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const fields = Object.entries(value).map(([name, item]) => `'${name}': ${pythonRepr(item)}`);
  return `{${fields.join(', ')}}`;
}

/** A JSON value as Python's `str` writes it: a text as it is. */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** The words of the model that checks a submission, about a field that is missing. A long value is cut out in its middle. */
export function missingField(field: string, value: unknown): string {
  const text = pythonRepr(value);
  const cut = text.length > 50 ? `${text.slice(0, 25)}...${text.slice(-24)}` : text;
  return `1 validation error for JobSubmissionModel\n${field}\n  Field required [type=missing, input_value=${cut}, input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.10/v/missing`;
}
