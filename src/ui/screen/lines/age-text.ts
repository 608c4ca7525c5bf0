import { formatAge } from '../../../output/age.ts';

/** How long ago something was, as kubectl tells ages; `0s` for what comes from a clock that is ahead of ours. Milliseconds. */
export function ageText(ms: number): string {
  return formatAge(Math.max(0, ms));
}
