import type { V1EnvVar } from '@kubernetes/client-node';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { plainEnv, secretEnv } from '../shared/container-env.ts';
import { MAIA_SERVER } from './server-facts.ts';

/** The server calls plain text `console` and refuses any other word. */
const LOG_FORMATS: Readonly<Record<MaiaInstanceSpec['logging']['format'], string>> = { json: 'json', text: 'console' };

function tlsEnv(): V1EnvVar[] {
  return [
    plainEnv('MAIA_SECURITY_ENABLE_TLS', 'true'),
    // These two have no default in the server, so only their short names are read.
    plainEnv('MAIA_TLS_CERT_PATH', `${MAIA_SERVER.tlsDir}/tls.crt`),
    plainEnv('MAIA_TLS_KEY_PATH', `${MAIA_SERVER.tlsDir}/tls.key`),
  ];
}

function embeddingEnv({ model, ollamaEndpoint, openaiSecretRef }: MaiaInstanceSpec['embedding']): V1EnvVar[] {
  if (model === 'openai' && openaiSecretRef !== undefined) return [secretEnv('MAIA_EMBEDDING_OPENAI_API_KEY', openaiSecretRef)];
  if (model !== 'ollama') return [];
  // The released server refuses this model; a custom image may know it.
  const endpoint = ollamaEndpoint === undefined ? [] : [plainEnv('OLLAMA_ENDPOINT', ollamaEndpoint)];
  return [plainEnv('MAIA_EMBEDDING_MODEL', 'ollama'), ...endpoint];
}

/**
 * The environment of the server's container: what the image presets (it beats the file), what is secret, and where the certificates are.
 * Names are the server's, long form: `MAIA_` and the key in upper case.
 */
export function serverEnv(spec: MaiaInstanceSpec): V1EnvVar[] {
  const { embedding, logging, security, storage } = spec;
  return [
    plainEnv('MAIA_SERVER_HTTP_PORT', String(MAIA_SERVER.httpPort)),
    plainEnv('MAIA_STORAGE_DATA_DIR', storage.dataDir),
    plainEnv('MAIA_LOG_LEVEL', logging.level),
    plainEnv('MAIA_LOG_FORMAT', LOG_FORMATS[logging.format]),
    ...(security.apiKeySecretRef === undefined ? [] : [secretEnv('MAIA_SECURITY_API_KEY', security.apiKeySecretRef)]),
    ...(security.tlsSecretRef === undefined ? [] : tlsEnv()),
    ...embeddingEnv(embedding),
  ];
}
