/** How a graph is drawn. */
export interface GraphStyle {
  readonly color: boolean;
  /** Line-drawing characters, or ASCII only. */
  readonly unicode: boolean;
  /** Columns of the terminal; absent: as wide as it gets. */
  readonly width?: number;
}

/** Text in a colour (SGR code), where colours are wanted. */
export function inColor(style: Pick<GraphStyle, 'color'>, sgr: string, text: string): string {
  return style.color && text !== '' ? `\u001B[${sgr}m${text}\u001B[0m` : text;
}
