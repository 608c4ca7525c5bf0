/** A text as an entry of `command` or `args` that arrives as written: Kubernetes reads `$(NAME)` there as a reference and `$$` as one dollar. */
export function literalArgument(text: string): string {
  return text.replaceAll('$', '$$$$');
}
