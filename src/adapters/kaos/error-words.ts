import { isJsonObject } from '../../kernel/json.ts';
import { oneLine } from './one-line.ts';

function wordsOf(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  const { error, detail, message } = body;
  if (isJsonObject(error) && typeof error['message'] === 'string') return error['message'];
  const said = [error, detail, message].find((each) => typeof each === 'string');
  if (typeof said === 'string') return said;
  if (!Array.isArray(detail)) return undefined;
  // A list of what is wrong with which field, as FastAPI gives it.
  return detail.flatMap((each) => (isJsonObject(each) && typeof each['msg'] === 'string' ? [each['msg']] : [])).join('; ');
}

/**
 * What the body of a failure says, in one line; undefined where it says nothing. Agents write `detail`, LiteLLM and Ollama's OpenAI routes
 * `error.message`, Ollama's own routes `error`.
 */
export function errorWords(text: string): string | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A page of some proxy is no explanation.
    return text.startsWith('<') || text.trim() === '' ? undefined : oneLine(text);
  }
  const words = wordsOf(body);
  return words === undefined || words === '' ? undefined : oneLine(words);
}
