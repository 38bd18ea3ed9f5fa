import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { describe, expect, it, test } from 'vitest';
import { TestWorld } from '../testing.ts';

async function aclIn(world: TestWorld, VpcId: string): Promise<string> {
  const { NetworkAcl } = await world.call<{ NetworkAcl: NetworkAcl }>('CreateNetworkAcl', { VpcId });
  return NetworkAcl.NetworkAclId ?? '';
}

async function newAcl(options: ConstructorParameters<typeof TestWorld>[0] = {}) {
  const world = new TestWorld(options);
  return { world, NetworkAclId: await aclIn(world, await world.vpc()) };
}

const entry = {
  RuleNumber: 100,
  Egress: false,
  RuleAction: 'allow',
  Protocol: '6',
  CidrBlock: '10.0.0.0/8',
  PortRange: { From: 443, To: 443 },
};

function entriesOf(world: TestWorld, id: string): readonly NetworkAclEntry[] {
  return world.region().networkAcls.get(id)?.Entries ?? [];
}

describe('CreateNetworkAclEntry', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
  test.each<[object, string, string]>([
    [{}, 'OK', 'ports of tcp'],
    [{ PortRange: undefined }, 'MissingParameter', 'tcp without ports'],
    [{ PortRange: { From: 1 } }, 'MissingParameter', 'tcp with half a range'],
    [{ PortRange: { From: 2, To: 1 } }, 'InvalidParameterValue', 'ports from high to low'],
    [{ PortRange: { From: 0, To: 65_536 } }, 'InvalidParameterValue', 'a port that there is not'],
    [{ Protocol: '-1' }, 'OK', 'ports of everything are ignored'],
    [{ Protocol: '1' }, 'MissingParameter', 'icmp without a type'],
    [{ Protocol: '1', IcmpTypeCode: { Type: 3 } }, 'MissingParameter', 'icmp without a code'],
    [{ Protocol: '1', IcmpTypeCode: { Type: 256, Code: 0 } }, 'InvalidParameterValue', 'no such type'],
    [{ Protocol: '1', IcmpTypeCode: { Type: -1, Code: -1 } }, 'OK', 'every type'],
    [{ Protocol: '58' }, 'OK', 'icmpv6 in IPv4 stands for all types'],
    [{ Protocol: '58', CidrBlock: undefined, Ipv6CidrBlock: '::/0' }, 'MissingParameter', 'icmpv6 in IPv6'],
    [{ Protocol: '256' }, 'InvalidParameterValue', 'no such protocol'],
    [{ Protocol: 'spx' }, 'InvalidParameterValue', 'no such name'],
    [{ Protocol: undefined }, 'MissingParameter', 'no protocol'],
    [{ RuleAction: undefined }, 'MissingParameter', 'no action'],
    [{ RuleAction: 'drop' }, 'InvalidParameterValue', 'no such action'],
    [{ Egress: undefined }, 'MissingParameter', 'no direction'],
    [{ RuleNumber: undefined }, 'MissingParameter', 'no number'],
    [{ RuleNumber: 0 }, 'InvalidParameterValue', 'number too small'],
    [{ RuleNumber: 32_767 }, 'InvalidParameterValue', "AWS's own number"],
    [{ CidrBlock: undefined }, 'MissingParameter', 'no network'],
    [{ CidrBlock: '::/0' }, 'InvalidParameterValue', 'IPv6 for IPv4'],
    [{ Ipv6CidrBlock: '::/0' }, 'InvalidParameterCombination', 'both networks'],
  ])('answers %j with %s: %s', async (more, code) => {
    const { world, NetworkAclId } = await newAcl();
    expect(await world.code('CreateNetworkAclEntry', { NetworkAclId, ...entry, ...more })).toBe(code);
  });

  it('keeps numbers and clears host bits', async () => {
    const { world, NetworkAclId } = await newAcl();
    await world.call('CreateNetworkAclEntry', {
      NetworkAclId,
      ...entry,
      Protocol: 'udp',
      CidrBlock: '10.1.2.3/8',
    });
    expect(entriesOf(world, NetworkAclId)).toContainEqual({
      ...entry,
      Protocol: '17',
      CidrBlock: '10.0.0.0/8',
    });
  });

  it('counts each direction by itself, and its own denials not at all', async () => {
    const { world, NetworkAclId } = await newAcl({ quotas: { networkAclEntriesPerDirection: 1 } });
    expect(await world.code('CreateNetworkAclEntry', { NetworkAclId, ...entry })).toBe('OK');
    const more = { NetworkAclId, ...entry, RuleNumber: 101 };
    expect(await world.code('CreateNetworkAclEntry', more)).toBe('NetworkAclEntryLimitExceeded');
    expect(await world.code('CreateNetworkAclEntry', { ...more, Egress: true })).toBe('OK');
    expect(await world.code('ReplaceNetworkAclEntry', { NetworkAclId, ...entry, RuleAction: 'deny' })).toBe(
      'OK',
    );
  });
});

describe('ReplaceNetworkAclEntry', () => {
  it('leaves nothing of the old one behind', async () => {
    const { world, NetworkAclId } = await newAcl();
    await world.call('CreateNetworkAclEntry', { NetworkAclId, ...entry });
    await world.call('ReplaceNetworkAclEntry', {
      NetworkAclId,
      ...entry,
      CidrBlock: undefined,
      Ipv6CidrBlock: '::/0',
      Protocol: '-1',
    });
    expect(entriesOf(world, NetworkAclId).filter((one) => one.RuleNumber === 100)).toEqual([
      { RuleNumber: 100, Egress: false, RuleAction: 'allow', Protocol: '-1', Ipv6CidrBlock: '::/0' },
    ]);
  });

  it('changes nothing when the entry is that already', async () => {
    const { world, NetworkAclId } = await newAcl();
    await world.call('CreateNetworkAclEntry', { NetworkAclId, ...entry });
    const since = world.simulator.ledger.next;
    await world.call('ReplaceNetworkAclEntry', { NetworkAclId, ...entry });
    expect(world.simulator.ledger.count({ since, tookEffect: true })).toBe(0);
  });
});

describe('IPv6 of a VPC', () => {
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
  it('ends every ACL of the VPC with a denial of its own, and opens the default one', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const NetworkAclId = await aclIn(world, VpcId);
    await world.call('AssociateVpcCidrBlock', { VpcId, AmazonProvidedIpv6CidrBlock: true });
    await world.pass(2000);
    const main = world.region().networkAcls.find((row) => row.IsDefault === true);
    const numbers = (id = '') =>
      entriesOf(world, id)
        .filter((one) => one.Egress === false)
        .map((one) => one.RuleNumber)
        .sort();
    expect(numbers(main?.NetworkAclId)).toEqual([100, 101, 32_767, 32_768]);
    expect(numbers(NetworkAclId)).toEqual([32_767, 32_768]);
  });

  it('opens no direction of the default ACL that was edited', async () => {
    const world = new TestWorld();
    const VpcId = await world.vpc();
    const NetworkAclId = world.region().networkAcls.find((row) => row.IsDefault === true)?.NetworkAclId ?? '';
    await world.call('CreateNetworkAclEntry', { NetworkAclId, ...entry, RuleNumber: 50 });
    await world.call('AssociateVpcCidrBlock', { VpcId, AmazonProvidedIpv6CidrBlock: true });
    await world.pass(2000);
    const opened = entriesOf(world, NetworkAclId).filter((one) => one.RuleNumber === 101);
    expect(opened.map((one) => one.Egress)).toEqual([true]);
  });
});

describe('ReplaceNetworkAclAssociation', () => {
  it('gives a new association id each time, also towards the ACL that the subnet has', async () => {
    const world = new TestWorld();
    const SubnetId = await world.subnet(await world.vpc());
    const main = world.region().networkAcls.find((row) => row.IsDefault === true);
    const AssociationId = main?.Associations[0]?.NetworkAclAssociationId;
    const { NewAssociationId } = await world.call<{ NewAssociationId: string }>(
      'ReplaceNetworkAclAssociation',
      { AssociationId, NetworkAclId: main?.NetworkAclId },
    );
    expect(NewAssociationId).not.toBe(AssociationId);
    expect(world.region().networkAcls.get(main?.NetworkAclId ?? '')?.Associations).toEqual([
      {
        NetworkAclAssociationId: NewAssociationId,
        NetworkAclId: main?.NetworkAclId,
        SubnetId,
      },
    ]);
  });
});
