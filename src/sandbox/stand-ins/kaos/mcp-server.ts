import { httpProgram } from '../../programs/http-program.ts';
import type { ContainerSpec, Program } from '../../programs/program.ts';
import { listensOn } from './agent-server.ts';
import { mcpHandler } from './mcp-handler.ts';
import { pythonTools, type Tool } from './python-tools.ts';

const PORT = 8000;
const SOURCE = 'MCP_TOOLS_STRING';
/** Name of the container that the operator makes. */
const CONTAINER = 'mcp-server';

/** A package with extras and version, as pip takes it; a path, an option or a script is none. */
const PACKAGE = /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?(?:\[[-_.,A-Za-z0-9]+\])?(?:[=~!<>]=?=?[-_.*+!,<>=~A-Za-z0-9]+)?$/;

/** The package that the container installs: the last word of its command line that can be one. */
function packageOf({ args, command }: ContainerSpec): string {
  const words = [...command, ...args].filter((word) => PACKAGE.test(word) && word !== CONTAINER);
  return (words.at(-1) ?? 'tools').replace(/[[=~!<>].*$/, '');
}

/** The one tool of a package, which nobody installs here: it gives back what it is given. */
function packageTool(name: string): Tool {
  return {
    name: name.replaceAll(/[-.]/g, '_'),
    description: `Stands for the tools of the package ${name}.`,
    parameters: [{ name: 'text', type: 'string' }],
    returns: 'string',
    result: 'text',
  };
}

/**
 * The tool server in containers called `mcp-server` or with MCP_TOOLS_STRING. Of a Python source it offers the functions (it reads them, and never
 * runs them); of a package, one tool of its name.
 */
export function kaosMcpServer(): Program {
  return httpProgram({
    name: 'kaos mcp server',
    matches: (container) => (SOURCE in container.env || container.name === CONTAINER) && listensOn(container, PORT),
    ports: [PORT],
    start: ({ clock, container, log, random }) => {
      const source = container.env[SOURCE];
      const tools = source === undefined ? [packageTool(packageOf(container))] : pythonTools(source);
      log(`MCP server on port ${String(PORT)} with ${tools.map(({ name }) => name).join(', ')}`);
      return { handle: mcpHandler({ tools, clock, random }) };
    },
  });
}
