import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Ends the programs of one folder when told to, or when this process is gone, however it ended. */
export interface ControlPlaneGuard {
  /** Output of the command that it ran first; rejects with that output when the command failed. */
  readonly started: Promise<void>;
  /** Kills every program whose pid file lies in the folder, removes the folder, and resolves when that is done. */
  release(): Promise<void>;
}

/**
 * `cat` ends when our end of the pipe is closed: by release(), or by the kernel when this process dies (SIGKILL too).
 * What is thrown away need not shut down cleanly, so SIGKILL is enough.
 */
const SCRIPT = `
dir=$1; shift
code=0
if [ $# -gt 0 ]; then "$@" >"$dir/up.log" 2>&1 </dev/null || code=$?; fi
trap '' PIPE
echo "$code"
cat >/dev/null
for file in "$dir"/*.pid; do [ -f "$file" ] && kill -9 "$(cat "$file")" 2>/dev/null; done
for try in 1 2 3 4 5; do rm -rf "$dir" 2>/dev/null && break; sleep 0.2; done
`;

/** Runs `command` (if any) and then watches over `dir`. It is in a session of its own, so that Ctrl-C does not end it before its work is done. */
export function guardControlPlane(dir: string, command: readonly string[]): ControlPlaneGuard {
  const child = spawn('bash', ['-c', SCRIPT, 'guard', dir, ...command], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const started = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (data: Buffer) => {
      const code = data.toString().trim();
      if (code === '0') resolve();
      else reject(new Error(`${command[0] ?? 'the control plane'} ended with ${code}; its output is in ${dir}/up.log`));
    });
    child.once('close', () => reject(new Error('the guard of the control plane ended too early')));
  });
  return {
    started: started.then(() => {
      // From here on it must not keep this process alive: when we end without release(), that is its signal.
      child.unref();
      for (const pipe of [child.stdin, child.stdout]) (pipe as Socket).unref();
    }),
    release: async () => {
      child.ref();
      child.stdin.end();
      await gone;
    },
  };
}
