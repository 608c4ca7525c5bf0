/**
 * Installs the package that is its first argument and runs it: the program of its second argument, else the module of its third. Nothing of
 * the spec is part of the text.
 */
export const PACKAGE_SCRIPT = `set -eu
pip install --no-cache-dir --disable-pip-version-check -- "$1"
if command -v "$2" >/dev/null 2>&1; then
  exec "$2"
fi
exec python -m "$3"
`;

/** `mcp-server-time[all]==1.0` → its bare name. */
function bareName(requirement: string): string {
  return /^[-_.A-Za-z0-9]+/.exec(requirement)?.[0] ?? requirement;
}

/** The arguments of {@link PACKAGE_SCRIPT} for a package. */
export function packageArguments(requirement: string): readonly [requirement: string, program: string, module: string] {
  const program = bareName(requirement);
  return [requirement, program, program.replaceAll(/[-.]/g, '_')];
}
