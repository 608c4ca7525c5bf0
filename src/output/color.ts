/** What `--color` may say. */
export const COLOR_MODES = ['auto', 'always', 'never'] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

/**
 * Whether to write colours. `always` and `never` decide alone; else `NO_COLOR` (set and not empty) says no, `FORCE_COLOR` (set, not `0`) says
 * yes, and then it takes a terminal that is not `TERM=dumb`.
 */
export function shouldColor(mode: ColorMode, env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (mode !== 'auto') return mode === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

const LABELS: Readonly<Record<string, string>> = { error: '1;31', warning: '33', cause: '2', fix: '36', note: '2' };

/** Paints the word before the colon of `error:`, `warning:`, `cause:`, `fix:` and `note:` lines (SGR codes). */
export function paintLabels(text: string): string {
  return text.replaceAll(
    /^(error|warning|cause|fix|note):/gm,
    (whole, label: string) => `\u001B[${LABELS[label] ?? '0'}m${whole}\u001B[0m`,
  );
}
