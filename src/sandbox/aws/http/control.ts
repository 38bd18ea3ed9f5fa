// The sandbox's remote control over HTTP, under /_sandbox/: faults, ledger, state, reset. JSON in, JSON out. Not part
// of AWS; there so that a person or a demo in another process can do what tests do in process.
import type { FaultRule } from '../core/faults.ts';
import type { Region } from '../core/region.ts';
import type { AwsSimulator } from '../simulator.ts';

export const CONTROL_PREFIX = '/_sandbox/';

export type ControlRequest = { method: string; path: string; query: URLSearchParams; body: string };
export type ControlAnswer = { status: number; body: unknown };

const OK = 200;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;

export function control(simulator: AwsSimulator, request: ControlRequest): ControlAnswer {
  try {
    return answer(simulator, request);
  } catch (error) {
    return { status: BAD_REQUEST, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

function answer(simulator: AwsSimulator, { method, path, query, body }: ControlRequest): ControlAnswer {
  const what = `${method} ${path.slice(CONTROL_PREFIX.length)}`;
  if (what === 'POST faults') return { status: OK, body: { id: simulator.faults.add(readFault(body)) } };
  if (what === 'GET faults') return { status: OK, body: simulator.faults.rules };
  if (what === 'DELETE faults') {
    const id = query.get('id');
    if (id === null) simulator.faults.clear();
    else simulator.faults.remove(Number(id));
    return { status: OK, body: {} };
  }
  if (what === 'POST credentials') return setCredentials(simulator, body);
  if (what === 'GET ledger') {
    const { code, operation, account, region } = Object.fromEntries(query);
    const wanted = Object.fromEntries(
      Object.entries({ code, operation, account, region }).filter(([, value]) => value !== undefined),
    );
    const since = Number(query.get('since') ?? 0);
    return {
      status: OK,
      body: {
        next: simulator.ledger.next,
        counts: simulator.ledger.counts(),
        entries: simulator.ledger.query({ ...wanted, since }),
      },
    };
  }
  if (what === 'GET state') return { status: OK, body: simulator.regions().map(view) };
  if (what === 'POST reset') {
    simulator.reset();
    return { status: OK, body: {} };
  }
  return {
    status: NOT_FOUND,
    body: {
      error: `${method} ${path} is not known. Known: POST, GET, DELETE faults; POST credentials; GET ledger; GET state; POST reset`,
    },
  };
}

const TEXTS = ['operation', 'kind', 'account', 'region', 'code', 'message'];
const NUMBERS = ['status', 'delayMs', 'times', 'skip', 'probability'];

function readFault(body: string): FaultRule {
  const given: unknown = JSON.parse(body);
  if (typeof given !== 'object' || given === null) throw new Error('The body must be a JSON object');
  for (const [name, value] of Object.entries(given)) {
    const wanted = TEXTS.includes(name) ? 'string' : NUMBERS.includes(name) ? 'number' : undefined;
    if (wanted === undefined)
      throw new Error(`${name} is not known; known are ${[...TEXTS, ...NUMBERS].join(', ')}`);
    if (typeof value !== wanted) throw new Error(`${name} must be a ${wanted}`);
  }
  if (!('operation' in given) || !('kind' in given)) throw new Error('operation and kind are required');
  return given as FaultRule;
}

function setCredentials(simulator: AwsSimulator, body: string): ControlAnswer {
  const { account, expired, code } = JSON.parse(body) as {
    account?: unknown;
    expired?: unknown;
    code?: unknown;
  };
  if (typeof account !== 'string' || typeof expired !== 'boolean')
    throw new Error('account (string) and expired (boolean) are required');
  simulator.faults.expireCredentials(account, expired, typeof code === 'string' ? code : '');
  return { status: OK, body: {} };
}

function view(region: Region): object {
  const tables = [...region.tables()].map(([name, table]) => [name, [...table.values()]]);
  return { account: region.account, region: region.name, ...Object.fromEntries(tables) };
}
