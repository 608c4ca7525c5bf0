import os from 'node:os';
import { afterAll } from 'vitest';
import { sandboxPrograms } from '../../src/commands/sandbox/shared/sandbox-programs.ts';
import { useSandboxPlane } from './sandbox-plane.ts';
import { startSandboxPlane } from './start-sandbox-plane.ts';

/** Set-up of project `sandbox`: before each test file a sandbox of its own, ended after it. */
const plane = await startSandboxPlane({ programs: await sandboxPrograms({ path: process.env['PATH'] ?? '', tempRoot: os.tmpdir() }) });
useSandboxPlane(plane);

afterAll(async () => {
  useSandboxPlane(undefined);
  await plane.close();
});
