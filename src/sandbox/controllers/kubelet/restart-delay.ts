/** How long a container rests before its next run: not at all the first time, then ever longer (kubelet: 10 s doubled up to 5 min). */
export function restartDelay(restarts: number, first: number): number {
  return restarts === 0 ? 0 : Math.min(first * 2 ** Math.min(restarts - 1, 16), first * 30);
}

/** Whether a container that ended runs again. */
export function runsAgain(role: 'main' | 'init' | 'sidecar', policy: 'Always' | 'OnFailure' | 'Never', exitCode: number): boolean {
  if (role === 'sidecar') return true;
  if (role === 'init') return exitCode !== 0 && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
