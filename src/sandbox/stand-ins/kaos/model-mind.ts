import { AGENT_RESPONSE, offerIn, TOOL_RESULT, wishIn, wishText } from './agent-words.ts';
import type { ChatMessage } from './chat-answers.ts';

function isResult({ content, role }: ChatMessage): boolean {
  return (
    role === 'user' && (content.startsWith(TOOL_RESULT) || content.startsWith(AGENT_RESPONSE) || content.startsWith('Delegation failed: '))
  );
}

/**
 * What the model of a stand-in answers: always the same to the same question. It calls the first tool that takes a text, asks each agent that it
 * may ask (those that the question names, or all), one after the other, and then puts together what they said.
 */
export function modelMind(model: string, messages: readonly ChatMessage[]): string {
  const { agents, tools } = offerIn(messages.find(({ role }) => role === 'system')?.content ?? '');
  const asked = messages.findLastIndex((message) => message.role === 'user' && !isResult(message));
  const question = messages[asked]?.content ?? '';
  const since = messages.slice(asked + 1);
  const wishes = since.flatMap(({ content, role }) => (role === 'assistant' ? (wishIn(content) ?? []) : []));
  const tool = tools.find(({ texts }) => texts !== undefined && texts.length > 0);
  if (tool !== undefined && !wishes.some((wish) => wish !== 'broken' && wish.kind === 'tool_call')) {
    const given = Object.fromEntries((tool.texts ?? []).map((name) => [name, question]));
    return wishText({ kind: 'tool_call', tool: tool.name, arguments: given });
  }
  const named = agents.filter((agent) => question.includes(agent));
  const done = new Set(wishes.flatMap((wish) => (wish !== 'broken' && wish.kind === 'delegate' ? [wish.agent] : [])));
  const next = (named.length > 0 ? named : agents).find((agent) => !done.has(agent));
  if (next !== undefined) return wishText({ kind: 'delegate', agent: next, task: question });
  const results = since.flatMap((message, index) => {
    if (!isResult(message)) return [];
    const wish = wishIn(since[index - 1]?.content ?? '');
    const said = message.content.replace(TOOL_RESULT, '').replace(AGENT_RESPONSE, '');
    return [wish !== undefined && wish !== 'broken' && wish.kind === 'delegate' ? `${wish.agent}: ${said}` : said];
  });
  return results.length === 0 ? `${model} says: ${question}` : results.join('\n');
}
