/** The longest value of a label. */
const MAX = 63;

/**
 * A text made fit for a label: what a label may not hold becomes `_`, and it is cut to 63 characters that begin and end with a letter or a
 * digit. Different texts may become the same value: never select by one.
 */
export function labelValue(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9_.-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX)
    .replace(/[^A-Za-z0-9]+$/, '');
}
