import { afterAll } from 'vitest';
import { useSandboxPlane } from './sandbox-plane.ts';
import { startSandboxPlane } from './start-sandbox-plane.ts';

/** Set-up of project `sandbox`: before each test file a sandbox of its own, ended after it. */
const plane = await startSandboxPlane();
useSandboxPlane(plane);

afterAll(async () => {
  useSandboxPlane(undefined);
  await plane.close();
});
