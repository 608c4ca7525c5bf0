/** What the NeuralLog server and Redis expect. Measured on the real servers. */
export const SERVER_PORT = 3030;
export const REDIS_PORT = 6379;

/** The real server answers 200 on `/` only; `/health`, which its own documentation names, is a 404. */
export const DEFAULT_HEALTH_PATH = '/';

/** On a Tenant: the path that the server's probes ask instead of {@link DEFAULT_HEALTH_PATH}. */
export const HEALTH_PATH_ANNOTATION = 'neurallog.io/server-health-path';

/** On a Tenant: `"true"` puts server and Redis to rest; their data is kept. */
export const SUSPENDED_ANNOTATION = 'neurallog.io/suspended';

/** On a Tenant: `Retain` keeps the namespace and all that is in it when the Tenant is deleted. */
export const DELETION_POLICY_ANNOTATION = 'neurallog.io/deletion-policy';
