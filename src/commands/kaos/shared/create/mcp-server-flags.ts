import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

/** Tools run on Python, whatever they are made from. */
const PYTHON: SpecField = { path: ['type'], value: 'python-runtime' };

function fromPackage(values: readonly string[]): readonly SpecField[] {
  const [name = ''] = values;
  if (name === '') throw usageError('--package needs a name', 'name a Python package that is an MCP server');
  return [PYTHON, { path: ['config', 'mcp'], value: name }];
}

function fromSource(values: readonly string[]): readonly SpecField[] {
  const [source = ''] = values;
  if (source.trim() === '') throw usageError('--tools needs Python source', 'for a file: --tools "$(cat tools.py)"');
  return [PYTHON, { path: ['config', 'toolsString'], value: source }];
}

/** The short flags of `create mcpserver`. */
export const MCP_SERVER_FLAGS: readonly CreateFlag[] = [
  { name: 'package', description: 'A Python package that is an MCP server.', helpValue: 'NAME', fields: fromPackage },
  { name: 'tools', description: 'Python source whose functions become tools.', helpValue: 'SOURCE', fields: fromSource },
];
