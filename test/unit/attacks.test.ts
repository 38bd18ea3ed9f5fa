// A network of every kind under attack from outside: killed again and again, answers lost, single operations throttled for
// minutes, deleted in wrong orders. The real controller on both halves of the sandbox, in process, on a virtual clock.
import { describe, expect, it } from 'vitest';
import { Attack, everyKind, pass, standing } from './attack-kit.ts';

/** Many virtual minutes of a network of forty things, on a loaded machine. */
const PATIENCE_MS = 60_000;

/** Killed at every so-manieth write, and started anew soon after. */
function killed(every: number, seed: number): { attack: Attack; haunt(on: boolean): void } {
  let points = 0;
  let isOn = false;
  const attack: Attack = new Attack({
    seed,
    onPoint: (process) => {
      if (!isOn) return;
      points += 1;
      if (points % every !== 0) return;
      process.kill();
      attack.world.clock.after(500, () => attack.world.start());
    },
  });
  return {
    attack,
    haunt: (on) => {
      isOn = on;
    },
  };
}

describe('killed again and again', () => {
  it.each([
    { every: 7, seed: 1 },
    { every: 11, seed: 2 },
  ])(
    'at one point of $every: all is made once, and goes',
    async ({ every, seed }) => {
      const { attack, haunt } = killed(every, seed);
      await attack.settleStrangers();
      attack.world.start();
      haunt(true);
      await attack.apply(everyKind);
      await pass(attack.world, 300);
      haunt(false);
      expect(await attack.settles()).toBe('');

      haunt(true);
      await attack.deleteAll();
      await pass(attack.world, 300);
      haunt(false);
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );
});

const vpcFirst = (keys: readonly string[]) =>
  keys.toSorted((a, b) => Number(b.startsWith('VPC/')) - Number(a.startsWith('VPC/')));

describe('deleted in the wrong order', () => {
  it.each<[string, (keys: readonly string[]) => readonly string[]]>([
    ['all at once', (keys) => keys],
    ['the VPC first', vpcFirst],
    ['backwards', (keys) => keys.toReversed()],
  ])(
    '%s',
    async (_name, order) => {
      const { attack } = await standing(everyKind);
      await attack.deleteAll(order);
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );

  it.each([0.2, 2, 5])(
    'after %s s, half made; then made anew under the same names',
    async (seconds) => {
      const attack = new Attack();
      await attack.settleStrangers();
      attack.world.start();
      await attack.apply(everyKind);
      await pass(attack.world, seconds);
      await attack.deleteAll(vpcFirst);
      expect(await attack.vanishes()).toBe('');

      await attack.apply(everyKind);
      expect(await attack.settles()).toBe('');
    },
    PATIENCE_MS,
  );
});

/** Every create of the sandbox that makes a thing, and what begins or ends its use. */
const creates = [
  ...[
    'CreateVpc',
    'CreateSubnet',
    'CreateNatGateway',
    'CreateFlowLogs',
    'CreateVpcEndpoint',
    'AllocateAddress',
  ],
  ...[
    'CreateNetworkInterface',
    'CreateManagedPrefixList',
    'CreateEgressOnlyInternetGateway',
    'CreateNetworkAcl',
  ],
  ...[
    'CreateDhcpOptions',
    'CreateVpcPeeringConnection',
    'CreateSecurityGroup',
    'CreateRouteTable',
    'CreateRoute',
  ],
  ...['AssociateAddress', 'AcceptVpcPeeringConnection', 'AssociateRouteTable', 'ModifyVpcEndpoint'],
];
const deletes = [
  ...[
    'DeleteVpc',
    'DeleteSubnet',
    'DeleteNatGateway',
    'DeleteFlowLogs',
    'DeleteVpcEndpoints',
    'ReleaseAddress',
  ],
  ...[
    'DeleteNetworkInterface',
    'DeleteManagedPrefixList',
    'DeleteEgressOnlyInternetGateway',
    'DeleteNetworkAcl',
  ],
  ...['DeleteDhcpOptions', 'DeleteVpcPeeringConnection', 'DeleteSecurityGroup', 'DeleteRouteTable'],
];

describe('answers that never come', () => {
  it.each(['lost-answer', 'lost-request', 'late-effect'] as const)(
    '%s of every create and delete',
    async (kind) => {
      const attack = new Attack();
      const { faults } = attack.world.aws;
      await attack.settleStrangers();
      attack.world.start();
      for (const operation of creates) faults.add({ operation, kind, times: 2, delayMs: 3000 });
      await attack.apply(everyKind);
      expect(await attack.settles()).toBe('');

      for (const operation of deletes) faults.add({ operation, kind, times: 2, delayMs: 3000 });
      await attack.deleteAll();
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );
});

describe('throttled for minutes', () => {
  it.each(['CreateNatGateway', 'DescribeFlowLogs', 'DescribeRouteTables', 'DescribeVpcEndpoints'])(
    '%s: everything says so, nothing is called Ready while it goes, and all goes on',
    async (operation) => {
      const attack = new Attack();
      const { world } = attack;
      await attack.settleStrangers();
      world.start();
      const making = world.aws.faults.add({ operation, kind: 'throttle' });
      await attack.apply(everyKind);
      await pass(world, 200);
      expect(attack.wrongs()).toEqual([]);
      world.aws.faults.remove(making);
      expect(await attack.settles()).toBe('');

      const going = world.aws.faults.add({ operation, kind: 'throttle' });
      await attack.deleteAll();
      await pass(world, 200);
      expect(attack.wrongs()).toEqual([]);
      world.aws.faults.remove(going);
      expect(await attack.vanishes()).toBe('');
    },
    PATIENCE_MS,
  );
});
