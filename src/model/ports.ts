// The seams between the controller and the outside: time, chance, the transport to Kubernetes, the `send` to AWS.
// Everything that is not deterministic comes in through one of these, so that the whole controller, unchanged,
// runs in a simulation on one virtual clock and one seed (test/sim).

/** Stops what it was returned for; calling it again does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. Only for what people read or other processes compare. */
  now(): number;
  /** Milliseconds on a clock that never jumps. For every duration and every order of events in this process. */
  monotonic(): number;
  /** Runs `run` once, `ms` milliseconds from now (0 or less: as soon as possible, never synchronously). */
  after(ms: number, run: () => void): Cancel;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A fresh identifier, unique over processes: `bytes` random bytes in hexadecimal. */
  id(bytes: number): string;
}

/** One HTTP exchange with a Kubernetes API server. Paths begin with a slash; the body is JSON-able. */
export type KubeRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: unknown;
  /** Default `application/json`. Patches name their own type. */
  contentType?: string;
  /** Milliseconds until the exchange is given up; of a stream: until it is open. */
  timeoutMs?: number;
  signal?: AbortSignal;
};
export type KubeResponse = { status: number; headers: Readonly<Record<string, string>>; body: unknown };

/** A watch: `status` other than 200 carries the Status object in `body`, and `headers`, and has no lines. */
export type KubeStream = {
  status: number;
  headers?: KubeResponse['headers'];
  body?: unknown;
  lines: AsyncIterable<string>;
  close(): void;
};

/** Rejects only when no answer came (refused, reset, timed out, aborted); an HTTP error is a response. */
export interface KubeTransport {
  request(request: KubeRequest): Promise<KubeResponse>;
  /** `idleMs`: the stream fails when nothing arrived for that long. */
  stream(request: KubeRequest, idleMs: number): Promise<KubeStream>;
}

/**
 * Who calls AWS, and where. `via` names the AWSAccount object whose role is assumed; '' means own credentials. namespace:
 * on whose behalf something is changed; reads serve many and have none.
 */
export type AwsIdentity = {
  via: string;
  account: string;
  region: string;
  service: string;
  namespace?: string;
};

/**
 * One call to AWS: no retries, no interpretation. Rejects with the error as the SDK throws it: `name` is AWS's
 * error code, `$metadata.httpStatusCode` the status; an error without `$metadata.httpStatusCode` means that no
 * answer came and the call may or may not have taken effect.
 */
export interface AwsTransport {
  send(identity: AwsIdentity, operation: string, input: object, signal?: AbortSignal): Promise<AwsAnswer>;
}
export type AwsAnswer = { output: Readonly<Record<string, unknown>>; requestId: string };

/** Fields are the fixed list of telemetry/log.ts; messages are constant. Two levels for two readers, and errors. */
export type LogFields = Readonly<Record<string, unknown>>;
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}

/** Names and labels are those declared in telemetry/metrics.ts; an undeclared name throws. */
export interface Metrics {
  count(name: string, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  set(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}
