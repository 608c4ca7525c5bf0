import { expect } from 'vitest';

type Kubectl = (args: string) => Promise<string>;

/** What `kubectl auth can-i` says; it ends with 1 where that is no. */
async function answer(kubectl: Kubectl, question: string): Promise<string> {
  return kubectl(`auth can-i ${question}`).catch((error: { readonly stdout?: string }) => error.stdout ?? '');
}

/** Waits within a test until somebody may do it: `list pods -n x --as y`. Rights take a moment to reach the authorizer of a real server. */
export async function untilAllowed(kubectl: Kubectl, ...questions: readonly string[]): Promise<void> {
  for (const question of questions) await expect.poll(async () => answer(kubectl, question)).toMatch(/^yes$/m);
}

/** Waits until somebody may do it no more. */
export async function untilForbidden(kubectl: Kubectl, question: string): Promise<void> {
  await expect.poll(async () => answer(kubectl, question)).toMatch(/^no\b/m);
}
