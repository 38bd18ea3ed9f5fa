import type { VpcPeeringConnection } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, type Place, REGION, SETTLED_MS, TestWorld } from '../testing.ts';

const HERE: Place = { account: ACCOUNT, region: REGION };
const THERE: Place = { account: OTHER_ACCOUNT, region: 'eu-west-1' };
const HOUR_MS = 3_600_000;

type Pair = { world: TestWorld; VpcId: string; PeerVpcId: string; there: Place };

async function pair(there: Place = THERE, peerBlock = '10.1.0.0/16'): Promise<Pair> {
  const world = new TestWorld();
  return { world, VpcId: await world.vpc(), PeerVpcId: await world.vpc(peerBlock, there), there };
}

async function request({ world, VpcId, PeerVpcId, there }: Pair, from: Place = HERE): Promise<string> {
  const input = { VpcId, PeerVpcId, PeerOwnerId: there.account, PeerRegion: there.region };
  const { VpcPeeringConnection: made } = await world.call<{ VpcPeeringConnection: VpcPeeringConnection }>(
    'CreateVpcPeeringConnection',
    input,
    from,
  );
  await world.pass(SETTLED_MS);
  return made.VpcPeeringConnectionId ?? '';
}

async function look(world: TestWorld, place: Place = HERE): Promise<VpcPeeringConnection[]> {
  return (
    await world.call<{ VpcPeeringConnections: VpcPeeringConnection[] }>(
      'DescribeVpcPeeringConnections',
      {},
      place,
    )
  ).VpcPeeringConnections;
}

async function codes(world: TestWorld): Promise<(string | undefined)[]> {
  return [(await look(world))[0]?.Status?.Code, (await look(world, THERE))[0]?.Status?.Code];
}

describe('between accounts and regions', () => {
  it('goes from request to active when the other side accepts', async () => {
    const both = await pair();
    const { world } = both;
    const VpcPeeringConnectionId = await request(both);
    expect(await codes(world)).toEqual(['pending-acceptance', 'pending-acceptance']);
    expect((await look(world))[0]?.RequesterVpcInfo).not.toHaveProperty('CidrBlock');
    expect(await world.code('AcceptVpcPeeringConnection', { VpcPeeringConnectionId })).toBe(
      'OperationNotPermitted',
    );
    await world.call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId }, THERE);
    expect(await codes(world)).toEqual(['provisioning', 'provisioning']);
    await world.pass(SETTLED_MS);
    expect(await codes(world)).toEqual(['active', 'active']);
    expect((await look(world))[0]?.AccepterVpcInfo?.CidrBlock).toBe('10.1.0.0/16');
    await world.call('AssociateVpcCidrBlock', { VpcId: both.PeerVpcId, CidrBlock: '10.2.0.0/16' }, THERE);
    await world.pass(SETTLED_MS);
    const blocks = (await look(world))[0]?.AccepterVpcInfo?.CidrBlockSet?.map((block) => block.CidrBlock);
    expect(blocks).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
  });

  it('keeps tags apart', async () => {
    const both = await pair();
    const VpcPeeringConnectionId = await request(both);
    await both.world.call(
      'CreateTags',
      { Resources: [VpcPeeringConnectionId], Tags: [{ Key: 'a', Value: 'b' }] },
      THERE,
    );
    expect((await look(both.world))[0]?.Tags).toEqual([]);
    expect((await look(both.world, THERE))[0]?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  });

  // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html: how long each side sees the end
  it('passes deleting, and stays visible 2 hours for who deleted and 2 days for the other', async () => {
    const both = await pair();
    const { world } = both;
    const VpcPeeringConnectionId = await request(both);
    await world.call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId }, THERE);
    await world.pass(SETTLED_MS);
    await world.call('DeleteVpcPeeringConnection', { VpcPeeringConnectionId });
    expect(await codes(world)).toEqual(['deleting', 'deleting']);
    await world.pass(SETTLED_MS);
    expect(await codes(world)).toEqual(['deleted', 'deleted']);
    expect(await world.code('DeleteVpcPeeringConnection', { VpcPeeringConnectionId })).toBe(
      'InvalidStateTransition',
    );
    await world.pass(3 * HOUR_MS);
    expect(await codes(world)).toEqual([undefined, 'deleted']);
    await world.pass(48 * HOUR_MS);
    expect(await codes(world)).toEqual([undefined, undefined]);
  });

  it('fails without an error when the blocks overlap or the peer does not exist', async () => {
    const overlapping = await pair(THERE, '10.0.128.0/20');
    await request(overlapping);
    expect(await codes(overlapping.world)).toEqual(['failed', undefined]);
    const unknown = { ...(await pair()), PeerVpcId: 'vpc-00000000000000000' };
    await request(unknown);
    expect(await codes(unknown.world)).toEqual(['failed', undefined]);
    await unknown.world.pass(3 * HOUR_MS);
    expect(await codes(unknown.world)).toEqual([undefined, undefined]);
  });

  it('expires after 168 hours', async () => {
    const both = await pair();
    await request(both);
    await both.world.pass(169 * HOUR_MS);
    expect(await codes(both.world)).toEqual(['expired', 'expired']);
  });

  it('lets only the accepter reject and only the requester delete while pending', async () => {
    const both = await pair();
    const { world } = both;
    const VpcPeeringConnectionId = await request(both);
    expect(await world.code('DeleteVpcPeeringConnection', { VpcPeeringConnectionId }, THERE)).toBe(
      'OperationNotPermitted',
    );
    expect(await world.code('RejectVpcPeeringConnection', { VpcPeeringConnectionId })).toBe(
      'OperationNotPermitted',
    );
    await world.call('RejectVpcPeeringConnection', { VpcPeeringConnectionId }, THERE);
    expect(await codes(world)).toEqual(['rejected', 'rejected']);
  });

  it('sets options only when active, each side its own, with DNS host names', async () => {
    const both = await pair();
    const { world, VpcId } = both;
    const VpcPeeringConnectionId = await request(both);
    const own = {
      VpcPeeringConnectionId,
      RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
    };
    expect(await world.code('ModifyVpcPeeringConnectionOptions', own)).toBe('OperationNotPermitted');
    await world.call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId }, THERE);
    await world.pass(SETTLED_MS);
    expect(await world.code('ModifyVpcPeeringConnectionOptions', own, THERE)).toBe('OperationNotPermitted');
    expect(await world.code('ModifyVpcPeeringConnectionOptions', own)).toBe(
      'InvalidVpcPeeringConnectionState.DnsHostnamesDisabled',
    );
    await world.call('ModifyVpcAttribute', { VpcId, EnableDnsHostnames: { Value: true } });
    await world.call('ModifyVpcPeeringConnectionOptions', own);
    expect(
      (await look(world, THERE))[0]?.RequesterVpcInfo?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc,
    ).toBe(true);
  });
});

describe('within one account and region', () => {
  it('answers the same request with the connection that exists, and refuses a second one the other way round', async () => {
    const both = await pair(HERE);
    const first = await request(both);
    expect(await request(both)).toBe(first);
    const second = await request({ ...both, VpcId: both.PeerVpcId, PeerVpcId: both.VpcId });
    expect(second).not.toBe(first);
    await both.world.call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: first });
    await both.world.pass(SETTLED_MS);
    expect(await both.world.code('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: second })).toBe(
      'VpcPeeringConnectionAlreadyExists',
    );
  });

  it('blocks the deletion of its VPC while active, and makes blackholes when it goes', async () => {
    const both = await pair(HERE);
    const { world, VpcId } = both;
    const VpcPeeringConnectionId = await request(both);
    const [table] = world.region().routeTables.values();
    const RouteTableId = table?.RouteTableId;
    await world.call('CreateRoute', {
      RouteTableId,
      DestinationCidrBlock: '10.1.0.0/16',
      VpcPeeringConnectionId,
    });
    const state = async () => {
      const { RouteTables } = await world.call<{ RouteTables: { Routes: { State: string }[] }[] }>(
        'DescribeRouteTables',
        { RouteTableIds: [RouteTableId] },
      );
      return RouteTables[0]?.Routes[1]?.State;
    };
    expect(await state()).toBe('blackhole');
    await world.call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId });
    await world.pass(SETTLED_MS);
    expect(await state()).toBe('active');
    expect(await world.code('DeleteVpc', { VpcId })).toBe('DependencyViolation');
    expect(await world.code('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.1.128.0/20' })).toBe(
      'InvalidVpc.Range',
    );
    await world.call('DeleteVpcPeeringConnection', { VpcPeeringConnectionId });
    expect(await state()).toBe('blackhole');
  });
});
