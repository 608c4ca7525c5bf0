import type { ContainerSpec } from '../../programs/program.ts';
import type { PodContainer } from '../framework/pod.ts';
import { expandVariables } from './resolve-environment.ts';

/** A container as programs see it, with its environment and with `$(NAME)` filled in. */
export function containerSpec(container: PodContainer, env: Readonly<Record<string, string>>): ContainerSpec {
  const { name, image, command = [], args = [], ports = [] } = container;
  return {
    name,
    image,
    command: command.map((part) => expandVariables(part, env)),
    args: args.map((part) => expandVariables(part, env)),
    env,
    ports: ports.map((port) => ({ containerPort: port.containerPort, ...(port.name === undefined ? {} : { name: port.name }) })),
  };
}
