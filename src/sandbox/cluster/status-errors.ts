// The Status objects with which a Kubernetes API server refuses, in its own words: clients match on reason and causes,
// people read the message. Wording follows k8s.io/apimachinery/pkg/api/errors and k8s.io/apiserver.
import type { Resource } from './resource.ts';

export type Cause = { reason?: string; message: string; field?: string };
export type StatusDetails = {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: readonly Cause[];
  retryAfterSeconds?: number;
};
export type Status = {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: StatusDetails;
  /** Of failures. */
  code?: number;
};
export type Failure = Status & { code: number };

export class ApiError extends Error {
  readonly status: Failure;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: Failure, headers: Readonly<Record<string, string>> = {}) {
    super(status.message);
    this.name = 'ApiError';
    this.status = status;
    this.headers = headers;
  }
}

export function failure(code: number, reason: string, message: string, details?: StatusDetails): ApiError {
  const status: Failure = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
  const retry = details?.retryAfterSeconds;
  return new ApiError(status, retry === undefined ? {} : { 'retry-after': String(retry) });
}

type Named = Pick<Resource, 'group' | 'plural' | 'kind'>;

export function qualifiedResource(resource: Pick<Resource, 'group' | 'plural'>): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

export function qualifiedKind(resource: Pick<Resource, 'group' | 'kind'>): string {
  return resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
}

function details(resource: Named, name: string): StatusDetails {
  const group = resource.group === '' ? {} : { group: resource.group };
  return { ...(name === '' ? {} : { name }), ...group, kind: resource.plural };
}

export function notFound(resource: Named, name: string): ApiError {
  return failure(
    404,
    'NotFound',
    `${qualifiedResource(resource)} "${name}" not found`,
    details(resource, name),
  );
}

/** What an API server answers for a path that it does not serve at all: a text, which clients turn into a Status. */
export const NO_SUCH_PATH_TEXT = '404 page not found\n';

/** A Status of the same words, from within a group that is served. */
export function nothingFound(): ApiError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export class NoSuchPath extends ApiError {
  constructor() {
    super(nothingFound().status);
    this.name = 'NoSuchPath';
  }
}

export function noSuchPath(): ApiError {
  return new NoSuchPath();
}

/** @param going what is there is being deleted. */
export function alreadyExists(resource: Named, name: string, going: boolean): ApiError {
  const message = `${going ? 'object is being deleted: ' : ''}${qualifiedResource(resource)} "${name}" already exists`;
  return failure(409, 'AlreadyExists', message, details(resource, name));
}

export function conflict(resource: Named, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualifiedResource(resource)} "${name}": ${why}`;
  return failure(409, 'Conflict', message, details(resource, name));
}

export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** The 409 of server-side apply, grouped by manager as in apimachinery's managedfields/internal/conflict.go. */
export function applyConflict(
  causes: readonly Cause[],
  managers: readonly { manager: string; paths: readonly string[] }[],
): ApiError {
  const first = causes[0];
  let message = `Apply failed with ${causes.length} conflicts: `;
  if (causes.length === 1) message = `Apply failed with 1 conflict: ${first?.message}: ${first?.field}`;
  else {
    message += managers
      .map(
        ({ manager, paths }) => `conflicts with ${manager}:\n${paths.map((path) => `- ${path}`).join('\n')}`,
      )
      .join('\n');
  }
  return failure(409, 'Conflict', message, { causes });
}

export function invalid(
  resource: Pick<Resource, 'group' | 'kind'>,
  name: string,
  causes: readonly Cause[],
): ApiError {
  const lines = [...new Set(causes.map((cause) => `${cause.field}: ${cause.message}`))];
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return failure(422, 'Invalid', `${qualifiedKind(resource)} "${name}" is invalid: ${text}`, {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    ...(resource.kind === '' ? {} : { kind: resource.kind }),
    causes,
  });
}

export function badRequest(message: string): ApiError {
  return failure(400, 'BadRequest', message);
}

export function forbidden(resource: Named, name: string, why: string, causes?: readonly Cause[]): ApiError {
  const subject = name === '' ? qualifiedResource(resource) : `${qualifiedResource(resource)} "${name}"`;
  return failure(403, 'Forbidden', `${subject} is forbidden: ${why}`, {
    ...details(resource, name),
    ...(causes === undefined ? {} : { causes }),
  });
}

export function expired(message: string): ApiError {
  return failure(410, 'Expired', message);
}

export function methodNotAllowed(
  message = 'the server does not allow this method on the requested resource',
): ApiError {
  return failure(405, 'MethodNotAllowed', message, {});
}

/** A method that an endpoint of a custom resource does not have. */
export function notSupported(resource: Named, verb: string): ApiError {
  const message = `${verb} is not supported on resources of kind "${qualifiedResource(resource)}"`;
  return failure(405, 'MethodNotAllowed', message, details(resource, ''));
}

export function notAcceptable(message: string, details?: StatusDetails): ApiError {
  return failure(406, 'NotAcceptable', message, details);
}

/** @param accepted none for built-in kinds, which refuse before they look. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  if (accepted.length === 0) return failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const list = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`;
  return failure(415, 'UnsupportedMediaType', message);
}

export function tooManyRequests(retryAfterSeconds: number): ApiError {
  const message = 'the server has received too many requests and has asked us to try again later';
  return failure(429, 'TooManyRequests', message, { retryAfterSeconds });
}

export function internalError(message: string): ApiError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export function tooLargeResourceVersion(wanted: number, current: number): ApiError {
  return failure(504, 'Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** What a DELETE of one object answers when the object is gone at once. */
export function deleted(resource: Named, name: string, uid: string): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { ...details(resource, name), uid },
  };
}
