import { isJsonObject } from '../../../kernel/json.ts';
import type { AgentConfig } from './agent-config.ts';
import type { AgentMemory } from './agent-memory.ts';
import { AGENT_RESPONSE, systemPrompt, TOOL_RESULT, wishIn, type Wish } from './agent-words.ts';
import type { ChatMessage } from './chat-answers.ts';
import { callReachedTool, reachedTools, type FetchInside, type ReachedTool } from './mcp-in-cluster.ts';

/** What an agent works with. */
export interface AgentMeans {
  readonly config: AgentConfig;
  readonly memory: AgentMemory;
  readonly fetchInside: FetchInside;
  /** Answers that stand in for the model's; taken from the front. */
  readonly mocks: string[];
  readonly log: (line: string) => void;
}

/** An answer; `isWhole`: it is no text of the model, and is streamed in one piece. */
export interface AgentAnswer {
  readonly text: string;
  readonly isWhole: boolean;
}

/** How many messages go with a task. */
const CONTEXT = 6;
const TASK = 'task-delegation';

function contentIn(body: unknown): string {
  const choices: unknown = isJsonObject(body) ? body['choices'] : undefined;
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const message = isJsonObject(choice) ? choice['message'] : undefined;
  const content = isJsonObject(message) ? message['content'] : undefined;
  if (typeof content !== 'string') throw new Error('the answer has no content');
  return content;
}

async function chat(fetchInside: FetchInside, base: string, body: object): Promise<string> {
  const answer = await fetchInside(`${base}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${base} answered ${String(answer.status)}: ${text.slice(0, 200)}`);
  return contentIn(JSON.parse(text));
}

/** The tools of all its servers; one that is not reached has none. */
async function allTools({ config, fetchInside, log }: AgentMeans): Promise<readonly ReachedTool[]> {
  const lists = config.toolServers.map(async (server) =>
    reachedTools(fetchInside, server).catch((error: unknown) => {
      log(`tools of ${server.name}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }),
  );
  return (await Promise.all(lists)).flat();
}

async function fulfil(
  means: AgentMeans,
  wish: Wish,
  tools: readonly ReachedTool[],
  context: readonly ChatMessage[],
  session: string,
): Promise<string> {
  const { config, fetchInside, memory } = means;
  if (wish.kind === 'tool_call') {
    const tool = tools.find(({ name }) => name === wish.tool);
    memory.add(session, 'tool_call', { tool: wish.tool, arguments: wish.arguments });
    const result = tool === undefined ? `Tool '${wish.tool}' not found` : await callReachedTool(fetchInside, tool, wish.arguments);
    memory.add(session, 'tool_result', { tool: wish.tool, result });
    return `${TOOL_RESULT}${result}`;
  }
  const { agent, task } = wish;
  const peer = config.peers.find(({ name }) => name === agent);
  if (peer === undefined)
    return `Delegation failed: Sub-agent '${agent}' not found. Available: ${config.peers.map(({ name }) => name).join(', ')}`;
  memory.add(session, 'delegation_request', { agent, task });
  try {
    const card = await fetchInside(`${peer.url}/.well-known/agent`);
    await card.text();
    if (!card.ok) throw new Error(`Agent ${agent}: no card: ${String(card.status)}`);
    const response = await chat(fetchInside, peer.url, { messages: [...context.slice(-CONTEXT), { role: TASK, content: task }] });
    memory.add(session, 'delegation_response', { agent, response });
    return `${AGENT_RESPONSE}${response}`;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    memory.add(session, 'delegation_error', { agent, error: message });
    return `${AGENT_RESPONSE}[Delegation failed: ${message}]`;
  }
}

/**
 * Answers a conversation as the real runtime does: asks the model, does what it wishes (tools over MCP, other agents by their chat route), tells it the
 * result, until the model wishes no more or the steps are used up. A failure is an answer too, an apology. Only who is asked by a person delegates,
 * so that agents that know each other come to an end; the real one has no such guard.
 */
export async function agentAnswer(means: AgentMeans, asked: readonly ChatMessage[], session: string): Promise<AgentAnswer> {
  const { config, fetchInside, memory, mocks } = means;
  const last = asked.findLast(({ role }) => role === 'user' || role === TASK);
  memory.add(session, last?.role === TASK ? 'task_delegation_received' : 'user_message', last?.content ?? '');
  try {
    const tools = config.mayCallTools ? await allTools(means) : [];
    const agents = config.mayDelegate && last?.role !== TASK ? config.peers.map(({ name }) => name) : [];
    const offered = tools.map(({ description, name, texts }) => ({ name, description, ...(texts !== undefined && { texts }) }));
    const talk: ChatMessage[] = asked
      .filter(({ role }) => role !== 'system')
      .map(({ content, role }) => ({ role: role === TASK ? 'user' : role, content }));
    const system = { role: 'system', content: systemPrompt(config.instructions, { tools: offered, agents }) };
    for (let step = 0; step < config.maxSteps; step += 1) {
      const messages = [system, ...talk];
      const text = mocks.shift() ?? (await chat(fetchInside, config.modelUrl, { model: config.model, messages }));
      const wish = wishIn(text);
      if (wish === undefined) {
        memory.add(session, 'agent_response', text);
        return { text, isWhole: false };
      }
      const result = wish === 'broken' ? 'Invalid request: the block says nothing' : await fulfil(means, wish, tools, talk, session);
      talk.push({ role: 'assistant', content: text }, { role: 'user', content: result });
    }
    return { text: `Reached maximum reasoning steps (${String(config.maxSteps)})`, isWhole: true };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    means.log(`error: ${message}`);
    memory.add(session, 'error', `Error processing message: ${message}`);
    return { text: `Sorry, I encountered an error: ${message}`, isWhole: true };
  }
}
