/** Who is asking. */
export interface UserAgentParts {
  /** The entry point (`kubectl-maia`). */
  readonly program: string;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly fieldManager: string;
}

const OS_NAMES: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const ARCH_NAMES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** `kubectl-maia/0.1.0 (linux/amd64) maia-cli`: platform names as Go programs write them. */
export function userAgent({ program, version, platform, arch, fieldManager }: UserAgentParts): string {
  return `${program}/${version} (${OS_NAMES[platform] ?? platform}/${ARCH_NAMES[arch] ?? arch}) ${fieldManager}`;
}
