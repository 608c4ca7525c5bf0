/** What the words of the systems and of Kubernetes mean for who looks at them. */
const MEANINGS: readonly (readonly [sgr: string, words: readonly string[]])[] = [
  ['32', ['active', 'available', 'bound', 'completed', 'healthy', 'ready', 'running', 'succeeded', 'true']],
  ['31', ['backoff', 'cancelled', 'crashloopbackoff', 'error', 'failed', 'lost', 'unhealthy']],
  [
    '33',
    [
      'creating',
      'degraded',
      'deleting',
      'false',
      'initializing',
      'pending',
      'progressing',
      'provisioning',
      'queued',
      'retrying',
      'scaling',
      'terminating',
      'unknown',
      'updating',
      'upgrading',
      'waiting',
    ],
  ],
  ['2', ['hibernated', 'paused', 'suspended']],
];

const COLOURS: ReadonlyMap<string, string> = new Map(MEANINGS.flatMap(([sgr, words]) => words.map((word) => [word, sgr] as const)));

/** Columns whose cells are such words. */
const STATUS_COLUMNS: ReadonlySet<string> = new Set(['HEALTH', 'PHASE', 'READY', 'STATE', 'STATUS']);

/** Whether the column with this header holds words that {@link paintStatus} knows. */
export function isStatusColumn(header: string): boolean {
  return STATUS_COLUMNS.has(header);
}

/** A word for a state in the colour of what it means (SGR codes); any other text as it is. */
export function paintStatus(text: string): string {
  const sgr = COLOURS.get(text.toLowerCase());
  return sgr === undefined ? text : `\u001B[${sgr}m${text}\u001B[0m`;
}
