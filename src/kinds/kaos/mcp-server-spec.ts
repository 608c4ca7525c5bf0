import { z } from 'zod';
import { envList } from '../shared/environment.ts';
import type { Immutable } from '../shared/immutable.ts';
import { objectName } from '../shared/names.ts';
import { keySelector } from '../shared/references.ts';
import { resourceRequirements } from '../shared/resources.ts';
import { withRule } from '../shared/rule.ts';
import { NAME_MAX, longText, nonEmptyString, patternString } from '../shared/text.ts';
import { podOverrides, telemetry } from './pod-overrides.ts';

/** What pip takes as one argument: a name, perhaps with extras and a version. Nothing that pip could read as an option. */
function packageName(): z.ZodString {
  return patternString(
    /^[A-Za-z0-9](?:[-_.A-Za-z0-9]*[A-Za-z0-9])?(?:\[[-_.,A-Za-z0-9]+\])?(?:(?:[=~!]=|===|[<>]=?)[-_.*+!,<>=~A-Za-z0-9]+)?$/,
    'be the name of a Python package, such as mcp-server-time or mcp-server-time==1.0',
  );
}

const tools = z.object({
  fromString: longText().describe('Newer name of toolsString, which wins where both are set.').exactOptional(),
  fromSecretKeyRef: keySelector.describe('A Secret that holds the Python source.').exactOptional(),
  fromPackage: packageName().describe('Newer name of mcp, which wins where both are set.').exactOptional(),
});

const config = z.object({
  mcp: packageName().describe('A Python package that is a server: it is installed when the pod starts.').exactOptional(),
  toolsString: longText().describe('Python source whose functions become tools. It wins over mcp.').exactOptional(),
  tools: tools.describe('Newer form of mcp and toolsString.').exactOptional(),
  env: envList().describe('Environment variables of the server.').exactOptional(),
});

const fields = z.object({
  type: z.enum(['python-runtime', 'node-runtime']).describe('What runs the tools.').exactOptional(),
  config: config.describe('Where the tools come from.').exactOptional(),
  runtime: nonEmptyString(NAME_MAX)
    .describe('Newer form of type and config: an entry of the runtime registry, or custom with an image of your own.')
    .exactOptional(),
  params: longText().describe('What the runtime is given to work on.').exactOptional(),
  resources: resourceRequirements.describe('Resources of its container.').exactOptional(),
  serviceAccountName: objectName().describe('Service account of the pod.').exactOptional(),
  telemetry: telemetry.describe('OpenTelemetry.').exactOptional(),
  ...podOverrides,
});

const typed = withRule(fields, {
  rule: 'has(self.type) || has(self.runtime)',
  message: 'either type or runtime is required',
  check: (spec) => spec.type !== undefined || spec.runtime !== undefined,
});

/** Spec of an MCPServer: the guide's fields, and beside them the names that newer releases of KAOS use. */
export const mcpServerSpec = withRule(typed, {
  rule: "!has(self.runtime) || self.runtime != 'custom' || (has(self.container) && has(self.container.image))",
  message: 'runtime custom needs container.image',
  check: (spec) => spec.runtime !== 'custom' || spec.container?.image !== undefined,
});

export type McpServerSpec = Immutable<z.output<typeof mcpServerSpec>>;
