// The HTTP front: EC2 and STS as an unmodified AWS SDK speaks them, on one port. The Authorization header's scope says
// who calls which service in which region; signatures are not checked, because secrets are none in a sandbox.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError, fail } from '../core/error.ts';
import type { AwsRequest, AwsSimulator, Outcome } from '../simulator.ts';
import { CONTROL_PREFIX, control } from './control.ts';
import { type Dialect, decodeInput } from './query.ts';
import { loadSchemas, type OperationSchema } from './schemas.ts';
import { encodeError, encodeOutput } from './xml.ts';

export type AwsServerSetup = {
  readonly simulator: AwsSimulator;
  readonly port?: number;
  readonly host?: string;
};
export type AwsServer = { readonly url: string; readonly port: number; close(): Promise<void> };

type Schemas = Awaited<ReturnType<typeof loadSchemas>>;

/** Most bytes of a request; EC2's own limit is larger than any request this sandbox serves. */
const MOST_BYTES = 4 * 1024 * 1024;
const OK = 200;
const UNAUTHORIZED = 401;
const TOO_LARGE = 413;
const SERVER_ERROR = 500;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html: Credential=key/date/region/service/aws4_request */
const CREDENTIAL = /Credential=([^/\s,]+)\/[0-9]{8}\/([^/]+)\/([^/]+)\/aws4_request/;

export async function startAwsServer({
  simulator,
  port = 0,
  host = '127.0.0.1',
}: AwsServerSetup): Promise<AwsServer> {
  const schemas = await loadSchemas();
  const server = createServer((request, response) => {
    readBody(request)
      .then(
        (body) => serve(simulator, schemas, { request, response, body }),
        () => response.writeHead(TOO_LARGE).end(),
      )
      .catch((error: unknown) => blame(simulator, response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${host}:${bound}`, port: bound, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('The request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
};

function serve(simulator: AwsSimulator, schemas: Schemas, exchange: Exchange): void {
  const url = new URL(exchange.request.url ?? '/', 'http://sandbox');
  if (url.pathname.startsWith(CONTROL_PREFIX)) {
    const { method = 'GET' } = exchange.request;
    const { status, body } = control(simulator, {
      method,
      path: url.pathname,
      query: url.searchParams,
      body: exchange.body,
    });
    exchange.response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  const parameters = new URLSearchParams(exchange.body === '' ? url.search : exchange.body);
  const operation = parameters.get('Action') ?? '';
  const [, accessKeyId = '', region = '', service = 'ec2'] =
    CREDENTIAL.exec(exchange.request.headers.authorization ?? '') ?? [];
  const dialect: Dialect = service === 'sts' ? 'sts' : 'ec2';
  const schema = schemas[dialect](operation);
  const caller = authenticate(simulator, exchange.request, { accessKeyId, service });
  const decoded = decode(schema, parameters, dialect);
  const request: AwsRequest = {
    caller,
    region,
    service,
    operation,
    input: decoded.input,
    unreadable: decoded.error,
    userAgent: exchange.request.headers['user-agent'] ?? '',
  };
  simulator.exchange(request, (outcome) => {
    try {
      answer(exchange.response, outcome, { dialect, operation, schema });
    } catch (error) {
      blame(simulator, exchange.response, error);
    }
  });
}

/** The sandbox itself is wrong: remembered, and shown to the caller. */
function blame(simulator: AwsSimulator, response: ServerResponse, error: unknown): void {
  simulator.defects.push(error);
  response.writeHead(SERVER_ERROR).end(`The sandbox is at fault: ${String(error)}`);
}

function authenticate(
  simulator: AwsSimulator,
  request: IncomingMessage,
  { accessKeyId, service }: { accessKeyId: string; service: string },
): AwsRequest['caller'] {
  const token = request.headers['x-amz-security-token'];
  const nowMs = simulator.clock.now();
  try {
    if (accessKeyId === '')
      fail('AuthFailure', 'The request has no Signature Version 4 Authorization header.', UNAUTHORIZED);
    return simulator.identities.authenticate(accessKeyId, typeof token === 'string' ? token : undefined, {
      service,
      nowMs,
    });
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** What cannot be read is answered like any refusal, after the request was counted. */
function decode(
  schema: OperationSchema | undefined,
  parameters: URLSearchParams,
  dialect: Dialect,
): { input: object; error?: AwsError } {
  if (schema === undefined) return { input: {} };
  try {
    return { input: decodeInput(schema.input, parameters, dialect) };
  } catch (error) {
    if (error instanceof AwsError) return { input: {}, error };
    throw error;
  }
}

function answer(
  response: ServerResponse,
  outcome: Outcome,
  {
    dialect,
    operation,
    schema,
  }: { dialect: Dialect; operation: string; schema: OperationSchema | undefined },
): void {
  if (outcome.is === 'lost') {
    response.destroy();
    return;
  }
  const { requestId } = outcome;
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  if (outcome.is === 'error') {
    response.writeHead(outcome.error.status, headers).end(encodeError(outcome.error, dialect, requestId));
    return;
  }
  if (schema === undefined) throw new Error(`${operation} was answered without a schema`);
  const body = encodeOutput(schema.output, outcome.output, { dialect, operation, requestId });
  response.writeHead(OK, headers).end(body);
}
