/** The image that holds a version of this program: operators and the pods that submit jobs run it. */
export function programImage(version: string): string {
  return `ghcr.io/aistack/aistack:${version}`;
}
