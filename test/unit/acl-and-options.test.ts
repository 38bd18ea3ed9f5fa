// Network ACLs and DHCP options through the whole controller: what the API server refuses, what the sample becomes, and what
// users are told when EC2 stands in the way. On both halves of the sandbox, in process, on a virtual clock.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { API_VERSION } from '../../src/model/object.ts';
import { ACCOUNT, conditionOf, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

type Spec = Readonly<Record<string, unknown>>;

function object(kind: string, name: string, spec: Spec): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace: NAMESPACE }, spec };
}

const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
const entry = { ruleNumber: 100, action: 'Allow', protocol: 'tcp', cidrBlock: '0.0.0.0/0', fromPort: 443 };
const acl = (spec: Spec) => object('NetworkACL', 'acl', { vpcRef: { name: 'net' }, ...spec });
const aclWith = (more: Spec) => acl({ ingress: [{ ...entry, ...more }] });
const options = (spec: Spec) => object('DHCPOptions', 'dopt', spec);
const subnet = (spec: Spec) =>
  object('Subnet', 'subnet', { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', ...spec });
const key = (kind: string, name: string) => `${kind}/${NAMESPACE}/${name}`;
const aclKey = key('NetworkACL', 'acl');

async function worldWith(...objects: readonly object[]): Promise<World> {
  const world = new World({ seed: 5 });
  world.start();
  for (const one of objects) await world.apply(one);
  expect(await world.until(() => world.objects().every(isReady), 120)).toBe(true);
  return world;
}

const rows = (world: World) => world.aws.region(ACCOUNT, REGION);

describe('refused at admission', () => {
  it.each<[string, object, RegExp]>([
    ['the number of AWS’s own denial', aclWith({ ruleNumber: 32_767 }), /32766/],
    ['the number 0', aclWith({ ruleNumber: 0 }), /ruleNumber/],
    [
      'the same number twice',
      acl({ ingress: [entry, { ...entry, fromPort: 80 }] }),
      /duplicate entries for key/,
    ],
    ['an action that there is not', aclWith({ action: 'Reject' }), /action/],
    ['a protocol that there is not', aclWith({ protocol: '256' }), /protocol/],
    ['no network', aclWith({ cidrBlock: undefined }), /exactly one of cidrBlock, ipv6CIDRBlock/],
    ['two networks', aclWith({ ipv6CIDRBlock: '::/0' }), /exactly one of cidrBlock, ipv6CIDRBlock/],
    ['host bits', aclWith({ cidrBlock: '10.0.0.1/8' }), /host bits/],
    ['IPv6 for IPv4', aclWith({ cidrBlock: '::/0' }), /IPv4/],
    ['ports of every protocol', aclWith({ protocol: 'all' }), /ports belong to tcp and udp/],
    ['ports from high to low', aclWith({ toPort: 80 }), /toPort needs a fromPort/],
    ['a type of tcp', aclWith({ fromPort: undefined, icmp: { type: 3 } }), /icmp belongs to/],
    [
      'a type of icmpv6 in IPv4',
      aclWith({ fromPort: undefined, protocol: 'icmpv6', icmp: { type: 3 } }),
      /icmp belongs to/,
    ],
    [
      'one code of all types',
      aclWith({ fromPort: undefined, protocol: 'icmp', icmp: { type: -1, code: 0 } }),
      /no single code/,
    ],
    ['an ACL without a VPC', object('NetworkACL', 'acl', {}), /exactly one of vpcRef, vpcID/],
    [
      'a subnet with two ACLs',
      subnet({ networkACLRef: { name: 'a' }, networkACLID: 'acl-0123456789abcdef0' }),
      /at most one of networkACLRef/,
    ],
    ['a set without options', options({}), /at least one of domainName/],
    ['a name server that is none', options({ domainNameServers: ['dns.example.com'] }), /AmazonProvidedDNS/],
    [
      'five name servers',
      options({ domainNameServers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'] }),
      /domainNameServers/,
    ],
    ['no name servers', options({ domainNameServers: [] }), /domainNameServers/],
    [
      'five IPv4 time servers',
      options({ ntpServers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'] }),
      /at most 4 IPv4 and 4 IPv6/,
    ],
    ['an IPv6 NetBIOS server', options({ netbiosNameServers: ['fd00::1'] }), /IPv4 address/],
    ['node type 3', options({ netbiosNodeType: 3 }), /1, 2, 4 or 8/],
    ['a lease of two minutes', options({ ipv6AddressPreferredLeaseTime: 120 }), /140/],
    [
      'a VPC with two sets',
      object('VPC', 'net', {
        cidrBlocks: ['10.20.0.0/16'],
        dhcpOptionsRef: { name: 'a' },
        dhcpOptionsID: 'dopt-0123456789abcdef0',
      }),
      /at most one of dhcpOptionsRef/,
    ],
  ])('%s', async (_, bad, message) => {
    const world = new World({ seed: 5 });
    await expect(world.apply(bad)).rejects.toThrow(message);
  });

  it.each<[string, Spec, Spec]>([
    ['another domain', { domainName: 'a.example.com' }, { domainName: 'b.example.com' }],
    ['an option more', { domainName: 'a.example.com' }, { domainName: 'a.example.com', netbiosNodeType: 2 }],
    ['an option less', { domainName: 'a.example.com', netbiosNodeType: 2 }, { domainName: 'a.example.com' }],
    ['another order', { ntpServers: ['10.0.0.1', '10.0.0.2'] }, { ntpServers: ['10.0.0.2', '10.0.0.1'] }],
  ])('an edit of DHCP options: %s', async (_, from, to) => {
    const world = new World({ seed: 5 });
    await world.apply(options(from));
    await expect(world.apply(options(to))).rejects.toThrow(/cannot be changed/);
  });

  it('an ACL that moves to another VPC', async () => {
    const world = new World({ seed: 5 });
    await world.apply(acl({}));
    await expect(world.apply(acl({ vpcRef: { name: 'far' } }))).rejects.toThrow(/vpcRef cannot be changed/);
  });
});

describe('the sample with a network ACL and DHCP options', () => {
  it('becomes Ready, with the ACL and the options where they are named', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../deploy/samples/acl-and-options.yaml'), 'utf8');
    const documents = parseAllDocuments(text).map((document) => document.toJS() as { metadata: object });
    const world = await worldWith(
      ...documents.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: NAMESPACE } })),
    );

    const status = (kind: string, name: string) => world.get(key(kind, name))?.status;
    expect(status('Subnet', 'vault-data-a')?.networkACLID).toBe(status('NetworkACL', 'vault-data')?.id);
    expect(status('VPC', 'vault')?.dhcpOptionsID).toBe(status('DHCPOptions', 'vault')?.id);
    const main = rows(world).networkAcls.find(
      (row) => row.IsDefault === true && row.VpcId === status('VPC', 'vault')?.id,
    );
    expect(main?.Associations.map((one) => one.SubnetId)).toEqual([status('Subnet', 'vault-web-a')?.id]);
  });
});

describe('what stands in the way is named', () => {
  it('a subnet of another hand keeps an ACL from being deleted', async () => {
    const world = await worldWith(vpc, acl({ ingress: [entry] }));
    const { Subnet } = (await world.as('CreateSubnet', {
      VpcId: world.get(key('VPC', 'net'))?.status?.id,
      CidrBlock: '10.20.9.0/24',
    })) as { Subnet: { SubnetId: string } };
    const link = rows(world)
      .networkAcls.filter(() => true)
      .flatMap((row) => row.Associations)
      .find((one) => one.SubnetId === Subnet.SubnetId);
    const NetworkAclId = world.get(aclKey)?.status?.id;
    await world.as('ReplaceNetworkAclAssociation', {
      AssociationId: link?.NetworkAclAssociationId,
      NetworkAclId,
    });
    await world.delete(aclKey);
    await world.until(() => false, 60);

    expect(conditionOf(world.get(aclKey), 'DeletionBlocked')?.message).toContain(
      `subnet ${Subnet.SubnetId} (made outside of this controller)`,
    );
  });

  it('a living subnet holds its ACL, and a living VPC its options', async () => {
    const world = await worldWith(
      options({ domainName: 'corp.example.com' }),
      object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'], dhcpOptionsRef: { name: 'dopt' } }),
      acl({ ingress: [entry] }),
      subnet({ networkACLRef: { name: 'acl' } }),
    );
    await world.delete(aclKey);
    await world.delete(key('DHCPOptions', 'dopt'));
    await world.until(() => false, 60);

    expect(conditionOf(world.get(aclKey), 'DeletionBlocked')?.message).toContain('Subnet subnet');
    expect(conditionOf(world.get(key('DHCPOptions', 'dopt')), 'DeletionBlocked')?.message).toContain(
      'VPC net',
    );
  });

  it('the default ACL is not deleted, and its object says what to do', async () => {
    const world = await worldWith(vpc);
    const adopt = { defaultOf: { name: 'net' } };
    await world.apply(object('NetworkACL', 'acl', { adopt, deletionPolicy: 'Delete' }));
    await world.until(() => isReady(world.get(aclKey)), 60);
    await world.delete(aclKey);
    await world.until(() => false, 60);

    expect(conditionOf(world.get(aclKey), 'Ready')?.message).toContain('set deletionPolicy to Retain');
    await world.apply(object('NetworkACL', 'acl', { adopt, deletionPolicy: 'Retain' }));
    expect(await world.until(() => world.get(aclKey) === undefined, 60)).toBe(true);
  });

  it('a full ACL says that the quota is reached, and keeps what it has', async () => {
    const entries = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ ...entry, ruleNumber: from + at }));
    const world = await worldWith(vpc, acl({ ingress: entries(1, 20) }));
    await world.apply(acl({ ingress: entries(1, 21) }));
    await world.until(() => false, 60);

    expect(conditionOf(world.get(aclKey), 'Ready')).toMatchObject({
      status: 'False',
      reason: 'QuotaExceeded',
    });
    expect(world.get(aclKey)?.status?.ingressEntries).toBe(20);
  });
});

describe('entries of another hand', () => {
  const numbers = (world: World) =>
    rows(world)
      .networkAcls.find((row) => row.NetworkAclId === world.get(aclKey)?.status?.id)
      ?.Entries?.filter((one) => one.Egress === false && (one.RuleNumber ?? 0) < 32_767)
      .map((one) => one.RuleNumber)
      .sort();
  const byHand = async (world: World) => {
    await world.as('CreateNetworkAclEntry', {
      NetworkAclId: world.get(aclKey)?.status?.id,
      RuleNumber: 500,
      Egress: false,
      RuleAction: 'deny',
      Protocol: '-1',
      CidrBlock: '198.51.100.0/24',
    });
    await world.until(() => false, 120);
  };

  it('stay under Additive, also when an entry of ours goes', async () => {
    const world = await worldWith(
      vpc,
      acl({ policy: 'Additive', ingress: [entry, { ...entry, ruleNumber: 200 }] }),
    );
    await byHand(world);
    await world.apply(acl({ policy: 'Additive', ingress: [entry] }));
    await world.until(() => isReady(world.get(aclKey)), 60);

    expect(numbers(world)).toEqual([100, 500]);
  });

  it.each([0.05, 0.1, 0.2, 0.3, 0.5, 1])(
    'one of ours does not, when it is left out %s s later',
    async (seconds) => {
      const world = await worldWith(vpc, acl({ policy: 'Additive', ingress: [entry] }));
      await world.apply(acl({ policy: 'Additive', ingress: [entry, { ...entry, ruleNumber: 200 }] }));
      await world.until(() => false, seconds);
      await world.apply(acl({ policy: 'Additive', ingress: [entry] }));
      await world.until(() => false, 60);

      expect(numbers(world)).toEqual([100]);
    },
  );

  it('go under Exclusive', async () => {
    const world = await worldWith(vpc, acl({ ingress: [entry] }));
    await byHand(world);

    expect(numbers(world)).toEqual([100]);
  });
});
