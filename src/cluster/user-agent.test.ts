import { expect, test } from 'vitest';
import { userAgent } from './user-agent.ts';

test('platform names are those of Go programs', () => {
  const parts = { program: 'kubectl-maia', version: '1.2.3', fieldManager: 'maia-cli' };
  expect(userAgent({ ...parts, platform: 'linux', arch: 'x64' })).toBe('kubectl-maia/1.2.3 (linux/amd64) maia-cli');
  expect(userAgent({ ...parts, platform: 'win32', arch: 'arm64' })).toBe('kubectl-maia/1.2.3 (windows/arm64) maia-cli');
});
