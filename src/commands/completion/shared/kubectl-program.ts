/**
 * The program `kubectl_complete-NAME` that kubectl asks for the words behind `kubectl NAME` (kubectl 1.26 and newer, `plugin_completion.go`): it
 * passes the question on to the executable, which stands on the PATH where kubectl has found it.
 */
export function kubectlProgram(executable: string): string {
  return `#!/bin/sh\n# What kubectl asks for the words behind \`${executable.replace('-', ' ')}\`.\nexec ${executable} __complete "$@"\n`;
}
