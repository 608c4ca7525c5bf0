/** What a promise rejects with, caught from the start on: for failures that a test must first bring about. A promise that resolves is an error. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => {
      throw new Error('resolved, and should have been rejected');
    },
    (reason: unknown) => reason,
  );
}
