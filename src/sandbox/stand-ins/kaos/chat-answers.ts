/** A message of a chat. */
export interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

/** What every piece of an answer carries. */
export interface ChatHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

/** A text as Python writes it: between apostrophes, or between quotation marks where it has apostrophes only. */
function pythonText(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (!text.includes("'")) return `'${escaped}'`;
  return text.includes('"') ? `'${escaped.replaceAll("'", "\\'")}'` : `"${escaped}"`;
}

function pythonValue(value: unknown): string {
  if (value === null) return 'None';
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`;
  if (typeof value === 'string') return pythonText(value);
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${pythonText(key)}: ${pythonValue(each)}`)
    .join(', ')}}`;
}

/** JSON as the agent runtime makes it for its streams: not always JSON. */
function almostJson(value: unknown): string {
  return pythonValue(value).replaceAll('None', 'null').replaceAll("'", '"');
}

/** The events of an agent's streamed answer: one for each word, made like the real runtime's, with its fault in quotation marks. */
export function agentEvents({ created, id, model }: ChatHead, text: string, isWhole: boolean): readonly string[] {
  const pieces = isWhole ? [text] : text.split(/\s+/).flatMap((word) => (word === '' ? [] : [`${word} `]));
  const event = (delta: object, reason: string | null): string =>
    almostJson({ id, object: 'chat.completion.chunk', created, model, choices: [{ index: 0, delta, finish_reason: reason }] });
  return [...pieces.map((content) => event({ content }, null)), event({}, 'stop'), '[DONE]'];
}

/** A whole answer of an agent. It counts no tokens. */
export function agentCompletion({ created, id, model }: ChatHead, text: string): unknown {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
  };
}

function words(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** A whole answer of a model API. */
export function modelCompletion({ created, id, model }: ChatHead, text: string, messages: readonly ChatMessage[]): unknown {
  const prompt = messages.reduce((sum, { content }) => sum + words(content), 0);
  const completion = words(text);
  return {
    id,
    created,
    model,
    object: 'chat.completion',
    choices: [{ finish_reason: 'stop', index: 0, message: { content: text, role: 'assistant' } }],
    usage: { completion_tokens: completion, prompt_tokens: prompt, total_tokens: completion + prompt },
  };
}

/** The events of a model API's streamed answer. */
export function modelEvents({ created, id, model }: ChatHead, text: string): readonly string[] {
  const event = (choice: object): string =>
    JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices: [{ index: 0, ...choice }] });
  const pieces = text.match(/\s*\S+\s*/g) ?? [];
  const said = pieces.map((content, index) => event({ delta: index === 0 ? { role: 'assistant', content } : { content } }));
  return [...said, event({ delta: {}, finish_reason: 'stop' }), '[DONE]'];
}

/** The messages of a request that are such. */
export function chatMessages(value: unknown): readonly ChatMessage[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    if (typeof each !== 'object' || each === null) return [];
    const { content, role } = each as { readonly role?: unknown; readonly content?: unknown };
    return typeof role === 'string' && typeof content === 'string' ? [{ role, content }] : [];
  });
}
