/** One word that may stand at the cursor. */
export interface Candidate {
  readonly word: string;
  /** One line, shown beside the word where a shell can. */
  readonly about?: string;
}

/** What a shell does with the candidates besides: the bits of cobra's `ShellCompDirective`, which kubectl's scripts read. */
export const DIRECTIVE = {
  /** Files, where there is no candidate. */
  files: 0,
  error: 1,
  /** The word goes on: no space behind it. */
  noSpace: 2,
  noFiles: 4,
  /** The candidates are endings of file names. */
  filesByEnding: 8,
  folders: 16,
} as const;

/** The answer to one question. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** A sum of {@link DIRECTIVE}. */
  readonly directive: number;
}

/** Nothing is known of this place: free text. */
export const NOTHING: Completion = { candidates: [], directive: DIRECTIVE.noFiles };
