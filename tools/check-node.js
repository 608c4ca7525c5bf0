// Plain JavaScript for any Node: npm scripts run it first, so that an old Node says one line instead of failing somewhere inside.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `aistack needs Node >= 22.13, this is ${process.versions.node}: run \`npm ci\` without --ignore-scripts (it brings Node 24 along), or put a newer node first on PATH`,
  );
  process.exitCode = 1;
}
