import type { ApiError } from '../../cluster/api-error.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { rightsQuestion } from './auth/rights-question.ts';
import type { EntryPoint } from './entry-point.ts';

/** What was being done when a call failed: everything that a message should name. */
export interface About {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'update' | 'delete';
  readonly type?: ResourceType;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** How usage texts name the program: `kubectl maia`. */
  readonly bin: string;
  /** The entry point that `bin` names, and the words of the command that ran: for the question about rights after a refusal. */
  readonly entry?: EntryPoint | undefined;
  readonly command?: string | undefined;
  readonly context?: string | undefined;
  readonly server?: string | undefined;
  /** The user entry of the kubeconfig. */
  readonly user?: string | undefined;
}

function subject(about: About): string {
  if (about.type === undefined) return 'the API server';
  const name = about.name === undefined ? about.type.plural : `${about.type.kind} ${about.name}`;
  return about.namespace === undefined ? name : `${name} in namespace ${about.namespace}`;
}

/** `patch CustomResourceDefinition x`: what was attempted. */
function attempt(about: About): string {
  return `${about.verb} ${subject(about)}`;
}

function where(about: About): string {
  const server = about.server === undefined ? 'the API server' : about.server;
  return about.context === undefined ? server : `${server} (context ${about.context})`;
}

/** RBAC's own words: `User "jo" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "x"`. */
const REFUSED = /cannot (\S+) resource "([^"]+)" in API group "([^"]*)"/;

/** What was refused in the words of RBAC, which name verb and subresource; where it was somebody else, what was attempted. */
function refusedCall(
  error: ApiError,
  about: About,
): { readonly verb: string; readonly group: string; readonly plural: string } | undefined {
  const [, verb, plural, group] = REFUSED.exec(error.message) ?? [];
  if (verb !== undefined && plural !== undefined && group !== undefined) return { verb, plural, group };
  return about.type === undefined ? undefined : { verb: about.verb, plural: about.type.plural, group: about.type.group };
}

/** The rule that would allow it, as YAML of a Role. */
function ruleFor({ verb, group, plural }: NonNullable<ReturnType<typeof refusedCall>>): string {
  return `rules:\n- apiGroups: [${group === '' ? '""' : group}]\n  resources: [${plural}]\n  verbs: [${verb}]\n`;
}

function forbidden(error: ApiError, about: About): CliError {
  const who = /User "([^"]+)"/.exec(error.message)?.[1] ?? about.user;
  const everywhere = about.namespace === undefined && about.type?.scope === 'Namespaced';
  const { bin, entry, command, namespace } = about;
  const call = refusedCall(error, about);
  const question =
    call === undefined ? 'ask for the right' : rightsQuestion({ type: call, verb: call.verb, namespace, bin, entry, command });
  return new CliError({
    exit: EXIT.denied,
    message: `you${who === undefined ? '' : ` (${who})`} may not ${attempt(about)}${everywhere ? ' in all namespaces' : ''}`,
    why: error.message,
    fix: `${question}${everywhere ? ', or name one namespace with -n' : ''}`,
    details: call === undefined ? undefined : ruleFor(call),
    cause: error,
  });
}

/** Node's codes for a network that does not work, in kubectl's words. */
const NETWORK: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^ECONNREFUSED$/, 'connection refused'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'no such host'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, 'connection reset by the server'],
  [/^(EHOSTUNREACH|ENETUNREACH)$/, 'no route to host'],
  [/^ETIMEDOUT$/, 'connection timed out'],
  [/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|TLS|SSL/, 'x509: the certificate of the server is not trusted'],
];

function unreachable(error: ApiError, about: About): CliError {
  const known = NETWORK.find(([pattern]) => pattern.test(error.networkCode ?? ''))?.[1];
  const code = error.networkCode === undefined ? '' : ` (${error.networkCode})`;
  return new CliError({
    exit: EXIT.unreachable,
    message: `unable to connect to the server ${where(about)}`,
    why: known === undefined ? error.message : `${known}${code}`,
    fix: 'check that the cluster runs and that kubectl config current-context is the one you mean',
    details: error.message,
    cause: error,
  });
}

function conflict(error: ApiError, about: About): CliError {
  const clashes = error.causes.map((cause) => [cause.field, cause.message].filter((part) => part !== undefined).join(': '));
  return new CliError({
    exit: EXIT.conflict,
    message: `cannot ${attempt(about)}: ${clashes.length > 0 ? 'another manager owns fields of it' : 'it was changed by someone else'}`,
    why: clashes.length > 0 ? clashes.join('; ') : error.message,
    fix: clashes.length > 0 ? 'change it there, or take the fields over with --force-conflicts' : 'run the command again',
    cause: error,
  });
}

function invalid(error: ApiError, about: About): CliError {
  const fields = error.causes.map((cause) => [cause.field, cause.message].filter((part) => part !== undefined).join(': '));
  return new CliError({
    exit: EXIT.usage,
    message: `${subject(about)} is not valid`,
    why: fields.length > 0 ? fields.join('; ') : error.message,
    fix: 'correct the fields named above',
    cause: error,
  });
}

/** A list has nothing else that a user wrote. */
function unreadableSelector(error: ApiError, about: About): CliError {
  return new CliError({
    exit: EXIT.usage,
    message: `cannot ${attempt(about)}: the selector is not valid`,
    why: error.message,
    fix: 'write it like -l app=web or -l "tier in (a,b)"',
    cause: error,
  });
}

/** What webhooks, policies and the plugins of the API server (quota, pod security, a namespace that goes) say: they answer 403 as RBAC does. */
const ADMISSION =
  /admission webhook|ValidatingAdmissionPolicy|denied the request|admission plugin|: exceeded quota: |violates PodSecurity|because it is being terminated/i;

/** Whether somebody refused who looks at what is written, and not at who writes it. */
function isAdmission(message: string): boolean {
  return ADMISSION.test(message);
}

/** What a webhook or policy said, and the fields that it names besides. */
function refusal({ message, causes }: ApiError): string {
  const fields = causes.map(({ field }) => field).filter((field) => field !== undefined && field !== '' && !message.includes(field));
  return fields.length === 0 ? message : `${message} (${[...new Set(fields)].join(', ')})`;
}

function remedyFor(message: string, { namespace }: About): string {
  if (message.includes('exceeded quota')) return `kubectl describe resourcequota${namespace === undefined ? '' : ` -n ${namespace}`}`;
  if (message.includes('being terminated')) return 'wait until that namespace is gone, or choose another with -n';
  return 'change the object as the message says';
}

/** The message, exit code and remedy of a failed call to the API server. Admission refusals are told verbatim, with their fields (exit 1). */
export function describeApiError(error: ApiError, about: About): CliError {
  if (isAdmission(error.message)) {
    return new CliError({
      exit: EXIT.general,
      message: `cannot ${attempt(about)}: refused by admission`,
      why: refusal(error),
      fix: remedyFor(error.message, about),
      cause: error,
    });
  }
  switch (error.reason) {
    case 'Forbidden':
      return forbidden(error, about);
    case 'Unauthorized':
      return new CliError({
        exit: EXIT.denied,
        message: `the server ${where(about)} does not accept your credentials${about.user === undefined ? '' : ` (user ${about.user})`}`,
        why: error.message,
        fix: 'log in again, or choose another user with --user or --context',
        cause: error,
      });
    case 'NotFound':
      return new CliError({
        exit: EXIT.notFound,
        message: `${subject(about)} not found`,
        fix:
          about.type === undefined
            ? undefined
            : `${about.bin} get ${about.type.plural}${about.namespace === undefined ? '' : ` -n ${about.namespace}`}`,
        cause: error,
      });
    case 'Conflict':
    case 'AlreadyExists':
      return conflict(error, about);
    case 'BadRequest':
      return about.verb === 'list' ? unreadableSelector(error, about) : invalid(error, about);
    case 'Invalid':
      return invalid(error, about);
    case 'Unreachable':
      return unreachable(error, about);
    case 'RequestTimeout':
      return new CliError({
        exit: EXIT.unreachable,
        message: `the server ${where(about)} did not answer in time`,
        why: error.message,
        fix: 'wait longer with --request-timeout',
        cause: error,
      });
    case 'Configuration':
      if (/^(credential plugin|auth-provider) /.test(error.message)) {
        return new CliError({
          exit: EXIT.denied,
          message: `cannot log in to the server ${where(about)}`,
          why: error.message,
          fix: 'mend that user of the kubeconfig, or choose another with --user or --context',
          cause: error,
        });
      }
      return new CliError({
        exit: EXIT.unreachable,
        message: 'there is no cluster to talk to',
        why: error.message,
        fix: 'set KUBECONFIG, or use --kubeconfig and --context',
        cause: error,
      });
    default:
      return new CliError({
        exit: EXIT.general,
        message: `cannot ${attempt(about)}`,
        why: error.message,
        fix: 'try again; -v 6 shows the calls',
        cause: error,
      });
  }
}

/** The error for a kind that the cluster does not serve, or not in our version. */
export function kindNotServed(type: ResourceType & { readonly system?: string }, bin: string, served: readonly string[]): CliError {
  if (served.length === 0) {
    return new CliError({
      exit: EXIT.notServed,
      message: `${type.kind} is not known to this cluster`,
      why: `the CRD ${resourceNameOf(type)} is not installed`,
      fix: `${bin} install crds`,
    });
  }
  return new CliError({
    exit: EXIT.notServed,
    message: `${type.kind} is not served in version ${type.version} by this cluster`,
    why: `it serves ${served.join(', ')}`,
    // Which of them is the newer is not to be seen from here: the plan says whether ours can be put in its place.
    fix: `${bin} migrate plan`,
  });
}
