// Bad input that the API server refuses, before anything happens: a clear message that names the field and the cure.
import { describe, expect, it } from 'vitest';
import { isReady, NAMESPACE, World } from '../sim/world.ts';
import { type Spec, object, vpc, subnet, group, rule, worldWith } from './bad-input-kit.ts';

const table = (routes: readonly unknown[], spec: Spec = {}) =>
  object('RouteTable', 't', { vpcRef: { name: 'net' }, routes, ...spec });

describe('refused at admission, before anything happens', () => {
  const cases: readonly (readonly [string, string, object, RegExp])[] = [
    [
      'host bits in a block',
      'EC2 would silently change what the user wrote',
      object('VPC', 'x', { cidrBlocks: ['10.20.0.1/16'] }),
      /spec\.cidrBlocks\[0\]: .*host bits that are not zero: .*10\.20\.0\.0\/16 for 10\.20\.1\.0\/16/,
    ],
    [
      'an address in place of a block',
      'a network has a prefix length',
      subnet({ cidrBlock: '10.20.0.1' }),
      /spec\.cidrBlock: .*without a prefix length: must be an IPv4 network .*such as 10\.0\.0\.0\/16/,
    ],
    [
      'a region that is none',
      'people read what a region looks like, no regular expression',
      object('VPC', 'x', { cidrBlocks: ['10.20.0.0/16'], region: 'Tokyo' }),
      /spec\.region: .*must be the name of an AWS region, such as ap-northeast-1/,
    ],
    [
      'a protocol by a name that EC2 does not know',
      'people read which ones there are',
      group({ ingress: [{ protocol: 'http', peers: [{ cidrBlock: '10.0.0.0/8' }] }] }),
      /protocol: .*must be tcp, udp, icmp, icmpv6, all, or the number of a protocol/,
    ],
    [
      'a block out of range',
      'a VPC block is /16 to /28',
      object('VPC', 'x', { cidrBlocks: ['10.0.0.0/8'] }),
      /spec\.cidrBlocks\[0\]: .*\/16 to \/28/,
    ],
    [
      'no CIDR at all',
      'nothing that EC2 could take',
      object('VPC', 'x', { cidrBlocks: ['ten'] }),
      /spec\.cidrBlocks\[0\]: .*must be an IPv4 network/,
    ],
    [
      'a subnet block out of range',
      'a subnet block is /16 to /28',
      subnet({ cidrBlock: '10.20.0.0/29' }),
      /spec\.cidrBlock: .*\/16 to \/28/,
    ],
    [
      'an IPv6 block as subnet block',
      'the wrong family',
      subnet({ cidrBlock: '2001:db8::/64' }),
      /spec\.cidrBlock: .*IPv4/,
    ],
    [
      'an IPv6 subnet block between two sizes',
      'EC2 takes every fourth prefix length only',
      subnet({ ipv6CIDRBlock: '2001:db8::/62' }),
      /spec\.ipv6CIDRBlock: .*\/44 to \/64 in steps of 4/,
    ],
    [
      'a VPC without a block',
      'nothing says how large it is',
      object('VPC', 'x', {}),
      /spec\.cidrBlocks: .*required/,
    ],
    [
      'a route with two targets',
      'a route has exactly one',
      table([
        {
          destination: '0.0.0.0/0',
          internetGatewayID: 'igw-00000000000000001',
          natGatewayID: 'nat-00000000000000001',
        },
      ]),
      /exactly one/,
    ],
    [
      'a route without target',
      'a route has exactly one',
      table([{ destination: '0.0.0.0/0' }]),
      /exactly one/,
    ],
    [
      'a reference by name and by id',
      'exactly one of the two says which',
      subnet({ vpcID: 'vpc-00000000000000001' }),
      /vpcRef/,
    ],
    [
      'a peer of two kinds',
      'a rule has exactly one source',
      group({ ingress: [rule({ peers: [{ cidrBlock: '10.0.0.0/8', self: true }] })] }),
      /exactly one/,
    ],
    [
      'a reserved tag key',
      'owner tags are ours',
      object('VPC', 'x', { cidrBlocks: ['10.0.0.0/16'], tags: { 'vpcraft.dev/owner': 'me' } }),
      /vpcraft\.dev/,
    ],
  ];
  it.each(cases)('%s: %s', async (_name, _why, one, message) => {
    const world = new World({ seed: 3 });

    await expect(world.apply(one)).rejects.toThrow(message);
    expect(world.aws.ledger.next).toBe(0);
  });

  it.each([
    ['changed', { cidrBlock: '10.20.2.0/24' }, /spec\.cidrBlock: .*put the old value back/],
    ['set', { ipv6Native: true }, /spec\.ipv6Native: .*put the old value back/],
  ] as const)('an immutable field that is %s', async (_how, edit, message) => {
    const world = await worldWith([vpc, subnet({})]);

    await expect(world.apply(subnet(edit))).rejects.toThrow(message);
    expect(isReady(world.get(`Subnet/${NAMESPACE}/s`))).toBe(true);
  });

  it('an immutable field that is taken away', async () => {
    const world = await worldWith([vpc, subnet({})]);
    const { availabilityZone: _gone, ...rest } = (subnet({}) as { spec: Record<string, unknown> }).spec;

    await expect(world.apply(object('Subnet', 's', rest))).rejects.toThrow(
      /spec\.availabilityZone: .*put the old/,
    );
  });
});
