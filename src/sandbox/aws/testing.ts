// What the tests of this folder share: a simulator on a virtual clock, without latency, and short ways to call it.
import { SeededRandom, VirtualClock } from '../../model/virtual-clock.ts';
import { transport } from './in-process.ts';
import type { SimulatorSetup } from './core/options.ts';
import { AwsSimulator } from './simulator.ts';

export const ACCOUNT = '111111111111';
export const OTHER_ACCOUNT = '222222222222';
export const REGION = 'us-east-1';

export type Place = { account?: string; region?: string; service?: string };

export class TestWorld {
  readonly clock = new VirtualClock();
  readonly simulator: AwsSimulator;
  readonly #send: ReturnType<typeof transport>['send'];

  constructor(options: SimulatorSetup['options'] = {}, seed = 1) {
    const quiet = { latency: { answer: [0, 0] }, throttling: { enabled: false }, ...options } as const;
    this.simulator = new AwsSimulator({ clock: this.clock, random: new SeededRandom(seed), options: quiet });
    this.#send = transport(this.simulator).send;
  }

  /** The output; rejects with the SDK's error. `T` is what the caller knows about the answer. */
  async call<T = Record<string, unknown>>(
    operation: string,
    input: object = {},
    place: Place = {},
  ): Promise<T> {
    const { account = ACCOUNT, region = REGION, service = 'ec2' } = place;
    return (await this.#send({ via: '', account, region, service }, operation, input)).output as T;
  }

  /** The code of the error, or 'OK'. */
  code(operation: string, input: object = {}, place: Place = {}): Promise<string> {
    return this.call(operation, input, place).then(
      () => 'OK',
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    );
  }

  /** Lets virtual time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.run(this.clock.monotonic() + ms);
  }

  region(place: Place = {}) {
    return this.simulator.region(place.account ?? ACCOUNT, place.region ?? REGION);
  }

  /** A VPC that is ready. */
  async vpc(CidrBlock = '10.0.0.0/16', place: Place = {}, more: object = {}): Promise<string> {
    const { Vpc } = await this.call<{ Vpc: { VpcId: string } }>('CreateVpc', { CidrBlock, ...more }, place);
    await this.pass(SETTLED_MS);
    return Vpc.VpcId;
  }

  async subnet(VpcId: string, CidrBlock = '10.0.0.0/24', more: object = {}): Promise<string> {
    const { Subnet } = await this.call<{ Subnet: { SubnetId: string } }>('CreateSubnet', {
      VpcId,
      CidrBlock,
      ...more,
    });
    await this.pass(SETTLED_MS);
    return Subnet.SubnetId;
  }
}

/** Longer than every transitional state of the sandbox, milliseconds. */
export const SETTLED_MS = 3000;
