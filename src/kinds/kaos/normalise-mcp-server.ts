import { fieldChoice } from './field-choice.ts';
import type { McpServerSpec } from './mcp-server-spec.ts';
import type { SpecWarning } from './spec-warning.ts';
import { workloadOverrides, type WorkloadOverrides } from './workload-overrides.ts';

/** Where an MCP server's tools come from. */
export type ToolSource =
  | { readonly from: 'string'; readonly text: string }
  | { readonly from: 'secret'; readonly secret: { readonly name: string; readonly key: string } }
  | { readonly from: 'package'; readonly package: string }
  | { readonly from: 'runtime'; readonly runtime: string; readonly params?: string }
  /** An image of the user's own, without anything else. */
  | { readonly from: 'image' }
  | { readonly from: 'nothing' };

/** An MCPServer's spec with one name for everything. */
export interface NormalMcpServer {
  readonly source: ToolSource;
  /** Absent where only `runtime` is given. */
  readonly type?: 'python-runtime' | 'node-runtime';
  readonly serviceAccountName?: string;
  readonly telemetry?: McpServerSpec['telemetry'];
  readonly overrides: WorkloadOverrides;
  readonly warnings: readonly SpecWarning[];
}

/** Turns an MCPServer's spec, whichever names it uses, into one form. Pure. */
export function normaliseMcpServer(spec: McpServerSpec): NormalMcpServer {
  const { config = {}, params, runtime, serviceAccountName, telemetry, type } = spec;
  const text = fieldChoice(
    { field: 'spec.config.toolsString', value: config.toolsString },
    { field: 'spec.config.tools.fromString', value: config.tools?.fromString },
  );
  const name = fieldChoice(
    { field: 'spec.config.mcp', value: config.mcp },
    { field: 'spec.config.tools.fromPackage', value: config.tools?.fromPackage },
  );
  const secret = config.tools?.fromSecretKeyRef;
  const overrides = workloadOverrides(spec, { resources: spec.resources, env: config.env });
  // In the order of precedence: the first one counts.
  const sources: readonly (readonly [field: string, source: ToolSource | undefined])[] = [
    ['spec.config.toolsString', text.value === undefined ? undefined : { from: 'string', text: text.value }],
    [
      'spec.config.tools.fromSecretKeyRef',
      secret === undefined ? undefined : { from: 'secret', secret: { name: secret.name, key: secret.key } },
    ],
    ['spec.config.mcp', name.value === undefined ? undefined : { from: 'package', package: name.value }],
    ['spec.runtime', runtime === undefined ? undefined : { from: 'runtime', runtime, ...(params === undefined ? {} : { params }) }],
  ];
  const set = sources.flatMap(([field, source]) => (source === undefined ? [] : [{ field, source }]));
  const [first, ...others] = set;
  const nothing: ToolSource = overrides.image === undefined ? { from: 'nothing' } : { from: 'image' };
  const warnings: SpecWarning[] = [...text.warnings, ...name.warnings];
  if (first !== undefined && others.length > 0) {
    const names = others.map(({ field }) => field).join(', ');
    warnings.push({ reason: 'ConflictingFields', message: `${first.field} wins over ${names}: remove what is not meant` });
  }
  return {
    source: first?.source ?? nothing,
    ...(type === undefined ? {} : { type }),
    ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
    ...(telemetry === undefined ? {} : { telemetry }),
    overrides,
    warnings,
  };
}
