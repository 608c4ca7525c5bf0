import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';

/** A tool as an agent tells its model of it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** Its parameters that must be given and are texts; absent: others must be given too. */
  readonly texts?: readonly string[];
}

/** What an agent offers its model: who it can ask, and what it can call. */
export interface Offer {
  readonly tools: readonly OfferedTool[];
  readonly agents: readonly string[];
}

const TOOLS = 'Tools: ';
const AGENTS = 'Agents: ';

/** The first message of a conversation: instructions, and the offer in lines of its own. */
export function systemPrompt(instructions: string, { agents, tools }: Offer): string {
  return [
    instructions,
    ...(tools.length > 0 ? [`${TOOLS}${JSON.stringify(tools)}`] : []),
    ...(agents.length > 0 ? [`${AGENTS}${JSON.stringify(agents)}`] : []),
  ].join('\n\n');
}

function listIn(prompt: string, marker: string): readonly unknown[] {
  const line = prompt.split('\n').findLast((each) => each.startsWith(marker));
  if (line === undefined) return [];
  try {
    const list: unknown = JSON.parse(line.slice(marker.length));
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** The offer in a system prompt. */
export function offerIn(prompt: string): Offer {
  return {
    agents: listIn(prompt, AGENTS).filter((each) => typeof each === 'string'),
    tools: listIn(prompt, TOOLS).flatMap((each) => {
      if (!isJsonObject(each) || typeof each['name'] !== 'string') return [];
      const { description, name, texts } = each;
      const known = Array.isArray(texts) ? { texts: texts.map(String) } : {};
      return [{ name, description: typeof description === 'string' ? description : '', ...known }];
    }),
  };
}

/** What a model wants done: the agent's runtime finds it in fenced blocks of its answer. */
export type Wish =
  | { readonly kind: 'tool_call'; readonly tool: string; readonly arguments: JsonObject }
  | { readonly kind: 'delegate'; readonly agent: string; readonly task: string };

/** The answer by which a model wishes something. */
export function wishText(wish: Wish): string {
  const body = wish.kind === 'tool_call' ? { tool: wish.tool, arguments: wish.arguments } : { agent: wish.agent, task: wish.task };
  return `\`\`\`${wish.kind}\n${JSON.stringify(body)}\n\`\`\``;
}

/** The wish in an answer; undefined: it is the final one. `broken`: there is a block, but it says nothing. */
export function wishIn(text: string): Wish | 'broken' | undefined {
  const [, kind, body] = /```(tool_call|delegate)\s*\n([^]*?)\n?\s*```/.exec(text) ?? [];
  if (kind === undefined || body === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'broken';
  }
  if (!isJsonObject(json)) return 'broken';
  const { agent, arguments: given, task, tool } = json;
  if (kind === 'tool_call') return typeof tool === 'string' ? { kind, tool, arguments: isJsonObject(given) ? given : {} } : 'broken';
  return typeof agent === 'string' && typeof task === 'string' ? { kind: 'delegate', agent, task } : 'broken';
}

/** How an agent tells its model what a tool or another agent said. */
export const TOOL_RESULT = 'Tool result: ';
export const AGENT_RESPONSE = 'Agent response: ';
