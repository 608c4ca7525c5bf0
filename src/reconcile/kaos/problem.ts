/** Something that is wrong: a reason of a condition, and words for people. */
export interface Problem {
  readonly reason: string;
  readonly message: string;
}
