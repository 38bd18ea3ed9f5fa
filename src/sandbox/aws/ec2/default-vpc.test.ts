import type { Subnet, Vpc } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { TestWorld } from '../testing.ts';
import { zonesOf } from './zones.ts';

const zones = zonesOf('us-east-1').map(({ name }) => name);

async function withDefault(): Promise<{ world: TestWorld; vpc: Vpc; subnets: readonly Subnet[] }> {
  const world = new TestWorld();
  const { Vpc: vpc } = await world.call<{ Vpc: Vpc }>('CreateDefaultVpc', {});
  const subnets = [...world.region().subnets.values()];
  return { world, vpc, subnets };
}

// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html#default-vpc-components
describe('the default VPC', () => {
  it('has a default subnet of /20 in every zone, whose instances get public addresses', async () => {
    const { vpc, subnets } = await withDefault();

    expect(vpc).toMatchObject({ IsDefault: true, CidrBlock: '172.31.0.0/16' });
    expect(subnets.map((subnet) => subnet.AvailabilityZone)).toEqual(zones);
    expect(new Set(subnets.map((subnet) => subnet.CidrBlock)).size).toBe(zones.length);
    for (const subnet of subnets) {
      expect(subnet.CidrBlock).toMatch(/^172\.31\.\d+\.0\/20$/);
      expect(subnet).toMatchObject({ DefaultForAz: true, MapPublicIpOnLaunch: true });
    }
  });

  it('routes everything to an internet gateway that is attached to it', async () => {
    const { world, vpc } = await withDefault();

    const [gateway] = [...world.region().internetGateways.values()];
    const [main] = [...world.region().routeTables.values()];
    expect(gateway?.Attachments.map(({ VpcId }) => VpcId)).toEqual([vpc.VpcId]);
    expect(main?.Routes).toContainEqual(
      expect.objectContaining({
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: gateway?.InternetGatewayId,
        State: 'active',
      }),
    );
  });

  it('exists once', async () => {
    const { world } = await withDefault();

    expect(await world.code('CreateDefaultVpc', {})).toBe('DefaultVpcAlreadyExists');
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultSubnet.html
describe('a default subnet', () => {
  it('needs a default VPC, a zone of the region, and a zone that has none', async () => {
    const AvailabilityZone = zones[0];
    expect(await new TestWorld().code('CreateDefaultSubnet', { AvailabilityZone })).toBe(
      'DefaultVpcDoesNotExist',
    );
    const { world } = await withDefault();
    expect(await world.code('CreateDefaultSubnet', { AvailabilityZone: 'us-east-1z' })).toBe(
      'InvalidParameterValue',
    );
    expect(await world.code('CreateDefaultSubnet', { AvailabilityZone })).toBe(
      'DefaultSubnetAlreadyExistsInAvailabilityZone',
    );
  });

  it('takes the place of a deleted one, in the first network that is free', async () => {
    const { world, subnets } = await withDefault();
    const [first] = subnets;
    await world.call('DeleteSubnet', { SubnetId: first?.SubnetId });

    const { Subnet: made } = await world.call<{ Subnet: Subnet }>('CreateDefaultSubnet', {
      AvailabilityZone: zones[0],
    });

    expect(made).toMatchObject({ CidrBlock: first?.CidrBlock, DefaultForAz: true });
  });
});
