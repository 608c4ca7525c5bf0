import { fetchInCluster } from '../../programs/fetch-in-cluster.ts';
import { httpProgram } from '../../programs/http-program.ts';
import type { ContainerSpec, Program } from '../../programs/program.ts';
import { agentConfig } from './agent-config.ts';
import { agentHandler } from './agent-handler.ts';
import { imageName } from './image-name.ts';

const PORT = 8000;

/** Whether a container listens on a port, and so is no init container or Job of the same image. */
export function listensOn({ ports }: ContainerSpec, port: number): boolean {
  return ports.some(({ containerPort }) => containerPort === port);
}

/**
 * The agent in containers whose image is `kaos-agent` and that have AGENT_NAME: it goes by its environment, asks its model API, its tool servers and its
 * peers inside the cluster.
 */
export function kaosAgent(): Program {
  return httpProgram({
    name: 'kaos agent',
    matches: (container) => imageName(container.image) === 'kaos-agent' && 'AGENT_NAME' in container.env && listensOn(container, PORT),
    ports: [PORT],
    start: (context) => {
      const { clock, container, random } = context;
      const config = agentConfig(container.env);
      const log = (line: string): void => context.log(line);
      log(`Agent ${config.name} on port ${String(PORT)}, model ${config.model} at ${config.modelUrl}`);
      return {
        handle: agentHandler({ config, clock, random, log, fetchInside: async (url, request) => fetchInCluster(context, url, request) }),
      };
    },
  });
}
