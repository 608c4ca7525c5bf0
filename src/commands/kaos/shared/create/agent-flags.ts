import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

/** Names separated by commas or given one by one. */
function names(values: readonly string[]): readonly string[] {
  return [...new Set(values.flatMap((value) => value.split(',')).map((name) => name.trim()))].filter((name) => name !== '');
}

function list(...path: readonly string[]): (values: readonly string[]) => readonly SpecField[] {
  return (values) => [{ path, value: names(values) }];
}

/** The short flags of `create agent`. */
export const AGENT_FLAGS: readonly CreateFlag[] = [
  { name: 'model-api', description: 'The ModelAPI that answers it.', helpValue: 'NAME', path: ['modelAPI'] },
  {
    name: 'mcp',
    description: 'MCPServers whose tools it may call, separated by commas; may be repeated.',
    helpValue: 'NAME,...',
    multiple: true,
    fields: list('mcpServers'),
  },
  {
    name: 'peer',
    description: 'Agents that it may call, separated by commas; may be repeated.',
    helpValue: 'NAME,...',
    multiple: true,
    fields: list('agentNetwork', 'access'),
  },
  {
    name: 'expose',
    description: 'Give it a Service, so that its peers find it.',
    helpValue: 'true|false',
    path: ['agentNetwork', 'expose'],
  },
  { name: 'instructions', description: 'System prompt.', helpValue: 'TEXT', path: ['config', 'instructions'] },
  { name: 'describe', description: 'What it is for, in one line.', helpValue: 'TEXT', path: ['config', 'description'] },
  {
    name: 'max-steps',
    description: 'Most steps of reasoning for one request.',
    helpValue: 'N',
    path: ['config', 'agenticLoop', 'maxSteps'],
  },
];
