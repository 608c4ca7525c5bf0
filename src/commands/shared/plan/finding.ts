/** Something that is worth knowing before an object is changed. */
export interface Finding {
  /** `error`: what is asked for cannot work as things are; `warning`: it works, and is hardly what was meant. */
  readonly severity: 'error' | 'warning';
  /** In CamelCase, like the reason of a condition. */
  readonly reason: string;
  readonly message: string;
  readonly fix?: string;
}

/** A finding in one line. */
export function findingText({ message, fix }: Finding): string {
  return fix === undefined ? message : `${message} (${fix})`;
}
