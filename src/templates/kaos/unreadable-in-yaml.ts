/** Characters that PyYAML refuses to read anywhere in a file (its `Reader.NON_PRINTABLE`). */
export const UNREADABLE_IN_YAML: RegExp = /[^\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
