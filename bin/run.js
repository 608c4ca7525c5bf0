#!/usr/bin/env node
// Plain JavaScript that any Node can read: it refuses an old one, turns the compile cache on and loads the program.
import * as module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The folder for what can be made again. */
function cacheFolder() {
  const { AISTACK_CACHE_DIR: own, XDG_CACHE_HOME: xdg } = process.env;
  return own || path.join(xdg || path.join(os.homedir(), '.cache'), 'aistack');
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(
    `error: aistack needs Node 22.13 or newer, this is ${process.versions.node}: start it by bin/kubectl-aistack after "npm ci" (which brings Node 24 along), or put a newer node first on PATH\n`,
  );
  process.exitCode = 1;
} else {
  module.enableCompileCache(path.join(cacheFolder(), 'compile'));
  const words = process.argv.slice(2);
  const entry = words[0]?.startsWith('--entry=') ? words.shift().slice('--entry='.length) : 'kubectl-aistack';
  // Not awaited here: an unsettled top-level await would turn a closed pipe into exit code 13.
  import('../dist/main.js').then(
    ({ main }) => main({ executable: entry, argv: words, root }),
    (error) => {
      const missing = error.code === 'ERR_MODULE_NOT_FOUND';
      process.stderr.write(missing ? 'error: the program is not built: run "npm run prepare"\n' : `error: ${error.stack}\n`);
      process.exitCode = 1;
    },
  );
}
