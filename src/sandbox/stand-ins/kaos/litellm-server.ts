import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { httpProgram } from '../../programs/http-program.ts';
import type { MountedVolume, Program } from '../../programs/program.ts';
import { listensOn } from './agent-server.ts';
import { imageName } from './image-name.ts';
import { configPath, litellmConfig } from './litellm-config.ts';
import { litellmHandler } from './litellm-handler.ts';

const PORT = 8000;

/** The text of a file in the container; undefined where no volume has it. */
async function fileIn(volumes: readonly MountedVolume[], file: string): Promise<string | undefined> {
  const holds = ({ mountPath }: MountedVolume): boolean => file === mountPath || file.startsWith(`${mountPath.replace(/\/+$/, '')}/`);
  const [volume] = volumes.filter(holds).toSorted((one, other) => other.mountPath.length - one.mountPath.length);
  if (volume === undefined) return undefined;
  const where = path.join(await volume.folder(), volume.subPath ?? '', path.posix.relative(volume.mountPath, file));
  return await readFile(where, 'utf8').catch(() => undefined);
}

/** The LiteLLM proxy in containers whose image is `litellm`. It goes by the file behind `--config`, by `--model`, and by its environment. */
export function litellmServer(): Program {
  return httpProgram({
    name: 'litellm',
    matches: (container) => imageName(container.image) === 'litellm' && listensOn(container, PORT),
    ports: [PORT],
    start: async ({ clock, container, log, random, volumes }) => {
      const args = [...container.command, ...container.args];
      const file = configPath(args);
      const text = file === undefined ? undefined : await fileIn(volumes, file);
      if (file !== undefined && text === undefined) throw new Error(`Config file not found: ${file}`);
      const config = litellmConfig(text, args, container.env);
      log(`LiteLLM on port ${String(PORT)} with ${config.models.map(({ name }) => name).join(', ')}`);
      return { handle: litellmHandler({ config, clock, random }) };
    },
  });
}
