import * as z from 'zod/mini';

// zod/mini: a third of the start-up cost of zod, and this is on the path of every command.

const text = z.optional(z.nullable(z.string()));
const flag = z.optional(z.nullable(z.boolean()));

/** `clusters[].cluster` of a kubeconfig (client-go `clientcmd/api/v1` `Cluster`). Unknown fields are kept out of the way, not refused. */
export const clusterSchema = z.object({
  server: text,
  'tls-server-name': text,
  'insecure-skip-tls-verify': flag,
  'certificate-authority': text,
  'certificate-authority-data': text,
  'proxy-url': text,
  extensions: z.optional(z.nullable(z.array(z.object({ name: z.string(), extension: z.unknown() })))),
});

/** `users[].user.exec` (client-go `ExecConfig`). */
const execSchema = z.object({
  apiVersion: z.string(),
  command: z.string().check(z.minLength(1)),
  args: z.optional(z.nullable(z.array(z.string()))),
  env: z.optional(z.nullable(z.array(z.object({ name: z.string(), value: z.string() })))),
  installHint: text,
  provideClusterInfo: flag,
  interactiveMode: z.optional(z.nullable(z.enum(['Never', 'IfAvailable', 'Always']))),
});

/** `users[].user` (client-go `AuthInfo`). */
export const userSchema = z.object({
  'client-certificate': text,
  'client-certificate-data': text,
  'client-key': text,
  'client-key-data': text,
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  'as-uid': text,
  'as-groups': z.optional(z.nullable(z.array(z.string()))),
  'as-user-extra': z.optional(z.nullable(z.record(z.string(), z.array(z.string())))),
  exec: z.optional(z.nullable(execSchema)),
  'auth-provider': z.optional(z.nullable(z.object({ name: z.string(), config: z.optional(z.nullable(z.record(z.string(), z.string()))) }))),
});

/** `contexts[].context`. */
export const contextSchema = z.object({ cluster: text, user: text, namespace: text });

/** A cluster as a kubeconfig file spells it. */
export type ClusterEntry = z.infer<typeof clusterSchema>;
/** A user as a kubeconfig file spells it. */
export type UserEntry = z.infer<typeof userSchema>;
/** A context as a kubeconfig file spells it. */
export type ContextEntry = z.infer<typeof contextSchema>;
/** A credential plugin as a kubeconfig file spells it. */
export type ExecEntry = z.infer<typeof execSchema>;
