// A route that is there as declared, and whose traffic AWS drops: the table must not say that all is well.
import { expect, it } from 'vitest';
import { isReady } from '../sim/world.ts';
import { base, key, nat, object, pass, readyOf, standing } from './attack-kit.ts';

const NAT_DELETION_SECONDS = 700;

it('a declared route whose target somebody deleted is reported, and is cured by another target', async () => {
  const { attack, world, strange } = await standing([]);
  const table = (routes: readonly object[]) => object('RouteTable', 'rt', { vpcID: strange.vpc, routes });
  const toNAT = { destination: '0.0.0.0/0', natGatewayID: strange.nat };
  await world.apply(table([toNAT]));
  await pass(world, 30);
  expect(isReady(world.get(key('RouteTable', 'rt')))).toBe(true);

  await world.as('DeleteNatGateway', { NatGatewayId: strange.nat });
  const since = world.aws.ledger.next;
  await pass(world, NAT_DELETION_SECONDS);
  expect(readyOf(world, key('RouteTable', 'rt'))).toMatchObject({
    status: 'False',
    reason: 'Failed',
    message: expect.stringMatching(
      new RegExp(`routes\\[0.0.0.0/0\\]: .*blackhole.*${strange.nat}.*another target`),
    ),
  });
  expect(world.aws.ledger.query({ mutating: true, since })).toEqual([]);

  await world.apply(table([{ destination: '0.0.0.0/0', networkInterfaceID: strange.card }]));
  await pass(world, 30);
  expect(isReady(world.get(key('RouteTable', 'rt')))).toBe(true);
  expect(attack.unready()).toBe('');
});

it('a contributed one is told to the object that contributes it, and the table is well', async () => {
  const { world, strange } = await standing([...base, ...nat]);
  const peering = await world.as('CreateVpcPeeringConnection', {
    VpcId: String(world.get(key('VPC', 'net'))?.status?.id),
    PeerVpcId: strange.vpc,
  });
  const { VpcPeeringConnectionId } = (peering as { VpcPeeringConnection: { VpcPeeringConnectionId: string } })
    .VpcPeeringConnection;
  await pass(world, 30);
  await world.as('AcceptVpcPeeringConnection', { VpcPeeringConnectionId });
  await world.apply(
    object('RouteTableRoute', 'far', {
      routeTableRef: { name: 'private' },
      destination: '172.30.0.0/16',
      vpcPeeringConnectionID: VpcPeeringConnectionId,
    }),
  );
  await pass(world, 60);
  expect(isReady(world.get(key('RouteTableRoute', 'far')))).toBe(true);

  await world.as('DeleteVpcPeeringConnection', { VpcPeeringConnectionId });
  await pass(world, NAT_DELETION_SECONDS);
  expect(readyOf(world, key('RouteTableRoute', 'far'))).toMatchObject({ status: 'False', reason: 'Failed' });
  expect(isReady(world.get(key('RouteTable', 'private')))).toBe(true);
});
