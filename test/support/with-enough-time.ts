/** What a slow machine gets where the time before was not enough, as `--timeout` takes it. */
const TIMES: readonly string[] = ['1s', '5s', '30s'];

/**
 * Runs something that ends only when its time is over, and again with more time until its result is enough: on a loaded machine a second may
 * pass before anything is seen. Gives the last result.
 */
export async function withEnoughTime<T>(run: (time: string) => Promise<T>, isEnough: (result: T) => boolean): Promise<T> {
  const [first = '', ...more] = TIMES;
  let result = await run(first);
  for (const time of more) {
    if (isEnough(result)) break;
    result = await run(time);
  }
  return result;
}
