import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { httpProgram } from '../../programs/http-program.ts';
import type { Program } from '../../programs/program.ts';
import { listensOn } from './agent-server.ts';
import { imageName } from './image-name.ts';
import { ollamaHandler } from './ollama-handler.ts';

const PORT = 11_434;
/** Name of the init container that pulls the model. */
const PULL = 'pull-model';

/** The model that the pod's init container pulls: the last word of its command line. */
function pulledModels({ spec }: KubeObject): readonly string[] {
  const containers = isJsonObject(spec) ? spec['initContainers'] : undefined;
  const found: unknown = Array.isArray(containers)
    ? containers.find((each: unknown) => isJsonObject(each) && each['name'] === PULL)
    : undefined;
  if (!isJsonObject(found)) return [];
  const words = [found['command'], found['args']].flatMap((each) => (Array.isArray(each) ? each.map(String) : []));
  return words.slice(-1).map((word) => word.replaceAll('$$', '$'));
}

/** Ollama in containers whose image is `ollama`, with the model that its pod pulled. */
export function ollamaServer(): Program {
  return httpProgram({
    name: 'ollama',
    matches: (container) => imageName(container.image) === 'ollama' && listensOn(container, PORT),
    ports: [PORT],
    start: ({ clock, log, pod, random }) => {
      const models = pulledModels(pod);
      log(`Ollama on port ${String(PORT)} with ${models.join(', ')}`);
      return { handle: ollamaHandler({ models, clock, random }) };
    },
  });
}
