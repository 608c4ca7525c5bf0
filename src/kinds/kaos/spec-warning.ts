/** Something in a spec that is allowed and hardly meant. Reason and message stay the same as long as it is there. */
export interface SpecWarning {
  readonly reason: string;
  readonly message: string;
}
