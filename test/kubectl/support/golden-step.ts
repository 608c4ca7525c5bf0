/** One command of the golden trace with what it must print and ask. `@file` is a manifest of the run, GROUP and NS are its names. */
export interface GoldenStep {
  readonly command: string;
  /** Default 0. */
  readonly code?: number;
  readonly stdout: string | RegExp;
  /** Default: nothing, or what `code` 0 may warn of. */
  readonly stderr?: string | RegExp;
  /** Without discovery. Where kubectl 1.32 and 1.36 ask differently, both ways. */
  readonly requests: readonly string[] | { readonly either: readonly (readonly string[])[] };
}

/** How `kubectl apply` asks on the client's side. */
export const APPLIED = 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict';
