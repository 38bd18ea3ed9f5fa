// A tiny AWS for this room's tests: rows in maps, EC2's filters and pages, a delay per call, faults on demand. State,
// not scripts: what it answers follows from what it holds.
import type { AwsIdentity, AwsTransport, Clock, Log, Metrics } from '../model/ports.ts';
import type { Detail, Part, Table, Tags } from '../model/kind.ts';
import { type Settings, production } from '../model/settings.ts';
import type { Scope } from '../model/scope.ts';

export type Thing = { id: string; vpc: string; state: string; tags: Tags };
export type Sent = {
  operation: string;
  input: Record<string, unknown>;
  atMs: number;
  namespace: string | undefined;
};

/** Milliseconds that every call takes. */
const CALL_MS = 40;

export class FakeAws implements AwsTransport {
  readonly things = new Map<string, Thing>();
  readonly sent: Sent[] = [];
  /** Thrown by the next calls of that operation, first come first served. */
  readonly failures = new Map<string, Error[]>();
  /** The whole answer of an operation, instead of what is held. */
  readonly answers = new Map<string, Record<string, unknown>>();
  attribute = true;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(id: string, more: Partial<Thing> = {}): Thing {
    const thing = { id, vpc: 'vpc-1', state: 'available', tags: {}, ...this.things.get(id), ...more };
    this.things.set(id, thing);
    return thing;
  }

  async send(
    { namespace }: AwsIdentity,
    operation: string,
    input: object,
  ): Promise<{ output: Record<string, unknown>; requestId: string }> {
    this.sent.push({
      operation,
      input: input as Record<string, unknown>,
      atMs: this.#clock.monotonic(),
      namespace,
    });
    await new Promise<void>((resolve) => this.#clock.after(CALL_MS, resolve));
    const failure = this.failures.get(operation)?.shift();
    if (failure !== undefined) throw failure;
    const output = this.answers.get(operation) ?? this.#answer(operation, input as Record<string, unknown>);
    return { output, requestId: `req-${this.sent.length}` };
  }

  calls(operation: string): number {
    return this.sent.filter((sent) => sent.operation === operation).length;
  }

  #answer(operation: string, input: Record<string, unknown>): Record<string, unknown> {
    if (operation === 'DescribeVpcAttribute') return { EnableDnsSupport: { Value: this.attribute } };
    if (operation !== 'DescribeSubnets') return {};
    const filters = (input['Filters'] ?? []) as { Name: string; Values: string[] }[];
    const found = [...this.things.values()].filter((thing) =>
      filters.every(({ Name, Values }) => matches(thing, Name, Values)),
    );
    const from = Number(input['NextToken'] ?? 0);
    const to = from + Number(input['MaxResults']);
    return {
      Subnets: found.slice(from, to).map((thing) => ({ ...thing })),
      ...(to < found.length ? { NextToken: String(to) } : {}),
    };
  }
}

function matches(thing: Thing, name: string, values: string[]): boolean {
  const tag = name.startsWith('tag:') ? thing.tags[name.slice('tag:'.length)] : undefined;
  if (name.startsWith('tag:')) return tag !== undefined && values.includes(tag);
  if (name === 'subnet-id') return values.includes(thing.id);
  if (name === 'vpc-id') return values.includes(thing.vpc);
  throw new Error(`The filter '${name}' is invalid`);
}

export function awsError(code: string, status: number, message = 'no'): Error {
  return Object.assign(new Error(message), {
    name: code,
    $metadata: { httpStatusCode: status, requestId: 'r-1' },
  });
}

export const home: Scope = { via: '', account: '111122223333', region: 'eu-central-1', service: 'ec2' };
export const testSettings: Settings = {
  ...production,
  clusterID: 'c1',
  defaultRegion: undefined,
  flowLogRoleARN: undefined,
  settlingBoundSeconds: 10,
};

export const subnets: Table<Thing> = {
  name: 'subnets',
  service: 'ec2',
  operation: 'DescribeSubnets',
  items: 'Subnets',
  idFilter: 'subnet-id',
  pageSize: 10,
  settlingSeconds: 300,
  swept: true,
  keep: (raw) => raw as Thing,
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: (row) => row.state === 'deleted',
  indexes: { 'vpc-id': (row) => [row.vpc] },
};

export const subnetPart: Part<Thing> = {
  name: 'main',
  role: 'home',
  table: subnets,
  ownedBy: { tagType: 'subnet' },
  create: {
    operation: 'CreateSubnet',
    once: 'naturalKey',
    mayReturnExisting: false,
    idPath: 'Subnet.SubnetId',
  },
  destroy: { operation: 'DeleteSubnet', input: (id) => ({ SubnetId: id }), goneCodes: [] },
  arnResource: (id) => `subnet/${id}`,
};

export const dnsSupport: Detail<boolean> = {
  name: 'dnsSupport',
  service: 'ec2',
  operation: 'DescribeVpcAttribute',
  maxAgeSeconds: 3_600,
  input: (key) => ({ VpcId: key, Attribute: 'enableDnsSupport' }),
  keep: (raw) => (raw as { EnableDnsSupport: { Value: boolean } }).EnableDnsSupport.Value,
};

export type Line = { fields: Record<string, unknown>; message: string };

export function recordingLog(lines: Line[] = []): Log & { lines: Line[] } {
  const add = (fields: object, message: string) => void lines.push({ fields: { ...fields }, message });
  const log = { lines, debug: add, info: add, warn: add, error: add, child: () => log };
  return log;
}

export class RecordingMetrics implements Metrics {
  readonly values = new Map<string, number>();

  count(name: string, labels: Readonly<Record<string, string>> = {}, by = 1): void {
    const key = `${name} ${Object.values(labels).join(' ')}`.trim();
    this.values.set(key, (this.values.get(key) ?? 0) + by);
  }

  observe(name: string, _value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.count(`${name}_count`, labels);
  }

  set(name: string, value: number, labels: Readonly<Record<string, string>> = {}): void {
    this.values.set(`${name} ${Object.values(labels).join(' ')}`.trim(), value);
  }
}
