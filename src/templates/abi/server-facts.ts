/** Facts of the ABI server and its image that several children share. Ports are TCP. */
export const ABI_SERVER = {
  /** Where the container listens when the Service's port needs rights that it does not have. */
  defaultPorts: { http: 8080, metrics: 9090, grpc: 50_051 },
  dataDir: '/app/data',
  logsDir: '/app/logs',
  livenessPath: '/health',
  readinessPath: '/ready',
  metricsPath: '/metrics',
  /** Uid and gid of the image's user. */
  user: 1000,
  /** The model that the server asks Ollama for when the user names none. */
  ollamaModel: 'llama3',
  ollamaHost: 'http://ollama-service:11434',
} as const;
