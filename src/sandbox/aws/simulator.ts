// The EC2 simulator: accounts and regions on one clock, and the way of one request through them. It decides nothing
// about networks (ec2/ does) and knows no protocol (in-process.ts and http/ do). Given the same clock, seed and
// requests it always does the same.
import type { Clock, Random } from '../../model/ports.ts';
import { Agenda } from './core/agenda.ts';
import { AwsError, fail } from './core/error.ts';
import { type FaultRule, Faults, injected } from './core/faults.ts';
import { Ledger } from './core/ledger.ts';
import { type Caller, checkMembers, type Operation, type World } from './core/operation.ts';
import { completeOptions, type Range, type SimulatorOptions, type SimulatorSetup } from './core/options.ts';
import { Region } from './core/region.ts';
import { checkRegion } from './core/regions.ts';
import { Throttle, throttled } from './core/throttle.ts';
import { EC2_OPERATIONS } from './ec2/operations.ts';
import { expiredCredentials, Identities } from './sts/identities.ts';
import { stsOperations } from './sts/operations.ts';

export type AwsRequest = {
  /** Undefined when the caller's credentials are not known. */
  readonly caller: Caller | AwsError;
  readonly region: string;
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  readonly userAgent: string;
  /** Why the request could not be read. */
  readonly unreadable?: AwsError | undefined;
};

/** `lost`: the connection broke, the caller does not know. */
export type Outcome =
  | { readonly is: 'answer'; readonly output: object; readonly requestId: string }
  | { readonly is: 'error'; readonly error: AwsError; readonly requestId: string }
  | { readonly is: 'lost' };

/** An effective change. `operation` is '(clock)' when the simulator itself moved on. */
export type Change = {
  readonly atMs: number;
  readonly account: string;
  readonly region: string;
  readonly operation: string;
};
export type ChangeListener = (change: Change, region: Region) => void;

const CLOCK = '(clock)';
/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html: DryRunOperation answers 412. */
const DRY_RUN_STATUS = 412;
const FORBIDDEN = 403;
const SERVER_ERROR = 500;

export class AwsSimulator {
  readonly options: SimulatorOptions;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly identities: Identities;
  readonly throttle: Throttle;
  /** Errors of the simulator itself. Anything here is a bug; tests hold that it is empty. */
  readonly defects: unknown[] = [];
  readonly #random: Random;
  readonly #agenda = new Agenda();
  readonly #regions = new Map<string, Region>();
  readonly #services: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly #listeners = new Set<ChangeListener>();
  readonly #world: World;
  /** While the agenda is worked off: the time of the entry that runs. */
  #entryMs: number | undefined;
  #requests = 0;

  constructor({ clock, random, options }: SimulatorSetup) {
    this.options = completeOptions(options);
    this.clock = clock;
    this.#random = random;
    this.faults = new Faults(random);
    this.ledger = new Ledger(this.options.ledgerEntries);
    this.identities = new Identities(this.options.accounts, random);
    this.throttle = new Throttle(this.options.throttling);
    this.#services = { ec2: EC2_OPERATIONS, sts: stsOperations(this.identities) };
    this.#world = this.#makeWorld();
  }

  /** The state of one account in one region, as it is now: for outside hands and invariants. */
  region(account: string, name: string): Region {
    this.settle();
    return this.#regionOf(account, name);
  }

  /** Every region that was ever named. */
  regions(): Region[] {
    this.settle();
    return [...this.#regions.values()];
  }

  /** Applies what the passing of time has brought about. Called before every request. */
  settle(): void {
    const now = this.clock.monotonic();
    if (this.#agenda.nextMs > now) return;
    this.#agenda.settle(now, (atMs) => {
      this.#entryMs = atMs;
    });
    this.#entryMs = undefined;
  }

  /** `listener` is called after every effective change; the returned function ends that. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Forgets all resources, sessions, faults, buckets and calls. Accounts and options stay. */
  reset(): void {
    this.#regions.clear();
    this.#agenda.clear();
    this.throttle.clear();
    this.faults.clear();
    this.ledger.clear();
    this.identities.clear();
  }

  /** One request, there and back, with latency and faults. Never rejects. */
  exchange(request: AwsRequest, deliver: (outcome: Outcome) => void): void {
    const { latency } = this.options;
    this.#after(latency.request, () => {
      const { outcome, extraMs } = this.#arrive(request);
      const [from, to] = latency.answer;
      this.#after([from + extraMs, to + extraMs], () => deliver(outcome));
    });
  }

  /** At once when there is nothing to wait for: that keeps a request and its effect in one turn. */
  #after(range: Range, run: () => void): void {
    const ms = this.#draw(range);
    if (ms <= 0) run();
    else this.clock.after(ms, run);
  }

  #draw([from, to]: Range): number {
    return to <= from ? from : from + this.#random.next() * (to - from);
  }

  #arrive(request: AwsRequest): { outcome: Outcome; extraMs: number } {
    this.settle();
    const account = request.caller instanceof AwsError ? '' : request.caller.account;
    const fault = this.faults.match({ operation: request.operation, account, region: request.region });
    if (fault?.kind === 'lost-request') return { outcome: this.#lost(request), extraMs: 0 };
    if (fault?.kind === 'late-effect') {
      this.clock.after(fault.delayMs ?? 0, () => this.#perform(request, undefined, false));
      return { outcome: { is: 'lost' }, extraMs: 0 };
    }
    const lost = fault?.kind === 'lost-answer';
    const outcome = this.#perform(request, fault, !lost);
    return { outcome: lost ? { is: 'lost' } : outcome, extraMs: fault?.delayMs ?? 0 };
  }

  #lost(request: AwsRequest): Outcome {
    this.#record(request, { code: 'LostRequest', tookEffect: false, answered: false });
    return { is: 'lost' };
  }

  #perform(request: AwsRequest, fault: FaultRule | undefined, answered: boolean): Outcome {
    this.settle();
    const requestId = this.#requestId();
    const region =
      request.caller instanceof AwsError ? undefined : this.#regionOf(request.caller.account, request.region);
    const before = region?.version ?? 0;
    try {
      const output = this.#run(request, fault);
      const tookEffect = region !== undefined && region.version !== before;
      this.#record(request, { code: 'OK', tookEffect, answered });
      if (tookEffect && region !== undefined) this.#emit(region, request.operation);
      return { is: 'answer', output: fault?.kind === 'empty' ? emptied(output) : output, requestId };
    } catch (error) {
      const refusal = error instanceof AwsError ? error : this.#defect(error);
      const tookEffect = region !== undefined && region.version !== before;
      this.#record(request, { code: refusal.code, tookEffect, answered });
      return { is: 'error', error: refusal, requestId };
    }
  }

  /** A handler that throws anything but AWS's errors is wrong; the caller sees it as an error of the server. */
  #defect(error: unknown): AwsError {
    this.defects.push(error);
    const text = error instanceof Error ? error.message : String(error);
    return new AwsError('InternalError', `The sandbox is at fault: ${text}`, SERVER_ERROR);
  }

  #run(request: AwsRequest, fault: FaultRule | undefined): object {
    const { caller, operation, service, input } = request;
    if (caller instanceof AwsError) throw caller;
    checkRegion(request.region);
    const expired = this.faults.expired(caller.account);
    if (expired !== undefined) throw expiredCredentials(service, expired);
    if (fault?.kind === 'throttle') throw throttled();
    const found = this.#operation(service, operation);
    this.#takeToken(request, caller);
    if (fault?.kind === 'deny')
      fail(
        'UnauthorizedOperation',
        fault.message ?? 'You are not authorized to perform this operation.',
        FORBIDDEN,
      );
    if (fault?.kind === 'error') throw injected(fault);
    if (request.unreadable !== undefined) throw request.unreadable;
    const { DryRun, ...rest } = input as { DryRun?: unknown };
    checkMembers(found.accepts, found.dryRun ? rest : input);
    if (found.dryRun && DryRun === true) {
      fail('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', DRY_RUN_STATUS);
    }
    const region = this.#regionOf(caller.account, request.region);
    return found.run({ world: this.#world, region, operation, caller }, input);
  }

  #operation(service: string, operation: string): Operation {
    const operations = this.#services[service];
    const found =
      operations !== undefined && Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    return (
      found ??
      fail('InvalidAction', `The action ${operation} of ${service} is not implemented in the sandbox.`)
    );
  }

  #takeToken({ operation, service, input, region }: AwsRequest, { account }: Caller): void {
    if (service !== 'ec2') return;
    if (!this.throttle.take(`${account}|${region}`, operation, input, this.clock.monotonic()))
      throw throttled();
  }

  #record(request: AwsRequest, result: { code: string; tookEffect: boolean; answered: boolean }): void {
    const { caller, region, service, operation, input, userAgent } = request;
    this.ledger.record({
      atMs: this.clock.monotonic(),
      account: caller instanceof AwsError ? '' : caller.account,
      arn: caller instanceof AwsError ? '' : caller.arn,
      region,
      service,
      operation,
      input,
      mutating: this.#services[service]?.[operation]?.mutates ?? false,
      ...result,
      userAgent,
    });
  }

  #emit(region: Region, operation: string): void {
    if (this.#listeners.size === 0) return;
    const change = { atMs: this.#now(), account: region.account, region: region.name, operation };
    for (const listener of this.#listeners) listener(change, region);
  }

  #requestId(): string {
    this.#requests += 1;
    return `00000000-0000-4000-8000-${this.#requests.toString(16).padStart(12, '0')}`;
  }

  #now(): number {
    return this.#entryMs ?? this.clock.monotonic();
  }

  #regionOf(account: string, name: string): Region {
    const key = `${account}|${name}`;
    const known = this.#regions.get(key);
    if (known !== undefined) return known;
    const region = new Region({ account, name }, this.#world);
    this.#regions.set(key, region);
    return region;
  }

  #makeWorld(): World {
    return {
      options: this.options,
      random: this.#random,
      now: () => this.#now(),
      date: () => new Date(this.clock.now() + (this.#now() - this.clock.monotonic())),
      region: (account, name) => this.#regionOf(account, name),
      knowsAccount: (account) => this.identities.knows(account),
      later: (ms, region, change) => {
        this.#agenda.add(this.#now() + ms, () => {
          const before = region.version;
          change();
          if (region.version !== before) this.#emit(region, CLOCK);
        });
      },
    };
  }
}

/** Every list of the answer, and the token to go on, taken out. */
function emptied(output: object): object {
  const entries = Object.entries(output).filter(([name]) => name !== 'NextToken');
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
}
