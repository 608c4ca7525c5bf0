/** Facts of Marie's processes. Ports are TCP; the server listens there where it is given no other arguments. */
export const MARIE_SERVER = {
  httpPort: 8080,
  grpcPort: 52_000,
  metricsPort: 9090,
  /** Where an executor is expected to listen. */
  executorPort: 52_001,
  /** Answers 200 while the gateway runs. `/health` does not exist. */
  probePath: '/',
} as const;
