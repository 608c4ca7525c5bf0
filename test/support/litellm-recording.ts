import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PROJECT_ROOT } from './project-root.ts';

/** One configuration that was tried with the real LiteLLM. */
export interface LitellmCase {
  readonly id: string;
  /** The file; undefined where there was none. */
  readonly text?: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** `PERMIT`: an unset master key was permitted. */
  readonly isPermitted: boolean;
  readonly isAccepted: boolean;
  /** The command line was another one than ours. */
  readonly hasArgs: boolean;
}

function caseOf(document: string): LitellmCase | undefined {
  const lines = document.split('\n');
  const id = /^# ([a-z0-9-]+): /.exec(lines[0] ?? '')?.[1];
  const verdict = lines.find((line) => /^# (?:ACCEPTED|REFUSED)/.test(line));
  if (id === undefined || verdict === undefined) return undefined;
  const words = (lines.find((line) => line.startsWith('# env: ')) ?? '').slice('# env: '.length);
  const entries = words === '' ? [] : words.split(', ');
  const body = lines.filter((line) => !line.startsWith('#')).join('\n');
  const isText = body.startsWith('|') || body.trim() === '""';
  const text = isText ? String(parse(body)) : body;
  return {
    id,
    ...(body.includes('(no config file)') ? {} : { text }),
    env: entries
      .filter((entry) => entry.includes('='))
      .map((entry) => {
        const at = entry.indexOf('=');
        return { name: entry.slice(0, at), value: entry.slice(at + 1) };
      }),
    isPermitted: entries.includes('PERMIT'),
    isAccepted: verdict.startsWith('# ACCEPTED'),
    hasArgs: lines.some((line) => line.startsWith('# args: ')),
  };
}

/** Every configuration of the recording. */
export function litellmCases(): readonly LitellmCase[] {
  const file = readFileSync(path.join(PROJECT_ROOT, 'test', 'fixtures', 'kaos', 'litellm-configs.yaml'), 'utf8');
  return file.split('\n---\n').flatMap((document) => caseOf(document.trimEnd()) ?? []);
}
