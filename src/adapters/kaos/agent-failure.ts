/** Failed: the agent could not do it. Protocol: the server is no agent, or its answer none. BrokenOff: it stopped in the middle. */
export type AgentFailure = 'Failed' | 'Protocol' | 'BrokenOff';

/** Why there is no answer of an agent, though there was one of its server. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly reason: AgentFailure;

  constructor(reason: AgentFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** How the agents of KAOS answer, with status 200, where their model, a tool or a peer failed. */
const APOLOGY = /^Sorry, I encountered an error: /;
const EXHAUSTED = /^Reached maximum reasoning steps \(\d+\)\s*$/;

/** What an answer reports in place of being one; undefined: it is an answer. */
export function failureIn(text: string): string | undefined {
  if (APOLOGY.test(text)) return text.replace(APOLOGY, '').trim();
  return EXHAUSTED.test(text) ? text.trim() : undefined;
}
