// The default VPC of a region and the default subnet of a zone, as EC2 makes them anew on request.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultVpc.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDefaultSubnet.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { type Cidr, containsCidr, nthSubnet, overlaps, parseCidr } from '../../../model/cidr.ts';
import { fail, invalidValue } from '../core/error.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { SubnetRow, VpcRow } from '../core/rows.ts';
import { joinDefaultAcl, newSubnet } from './subnets.ts';
import { addChildren } from './vpc-children.ts';
import { newVpc, viewVpc } from './vpcs.ts';
import { type Zone, zonesOf } from './zones.ts';

/** https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html#default-vpc-components */
const DEFAULT_BLOCK = '172.31.0.0/16';
const DEFAULT_SUBNET_PREFIX = 20;

export const DEFAULT_VPC_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateDefaultVpc: writes<EC2.CreateDefaultVpcRequest, EC2.CreateDefaultVpcResult>({
    accepts: { DryRun: true },
    run: createDefaultVpc,
  }),
  CreateDefaultSubnet: writes<EC2.CreateDefaultSubnetRequest, EC2.CreateDefaultSubnetResult>({
    accepts: { AvailabilityZone: true, DryRun: true },
    run: ({ region }, { AvailabilityZone }) => {
      const vpc = defaultVpc(region);
      if (vpc === undefined) fail('DefaultVpcDoesNotExist', 'There is no default VPC in this region.');
      const zone = zonesOf(region.name).find(({ name }) => name === AvailabilityZone);
      if (zone === undefined) invalidValue('availabilityZone', AvailabilityZone);
      const message = `A default subnet exists already in the zone ${zone.name}.`;
      const isThere = region.subnets.find((row) => row.DefaultForAz === true && isIn(row, zone));
      if (isThere !== undefined) fail('DefaultSubnetAlreadyExistsInAvailabilityZone', message);
      return { Subnet: addDefaultSubnet(region, vpc, zone) };
    },
  }),
};

function isIn(row: SubnetRow, zone: Zone): boolean {
  return row.AvailabilityZone === zone.name;
}

function defaultVpc(region: Region): VpcRow | undefined {
  return region.vpcs.find((row) => row.IsDefault === true);
}

/** VPC, one subnet a zone, and an internet gateway to which the main table routes. */
function createDefaultVpc({ region }: Call): EC2.CreateDefaultVpcResult {
  if (defaultVpc(region) !== undefined)
    fail('DefaultVpcAlreadyExists', 'A default VPC exists already in this region.');
  const made = newVpc(region, DEFAULT_BLOCK, 'default');
  // https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html: a default VPC has DNS host names on.
  const attributes = { ...made.attributes, dnsHostnames: true };
  const vpc: VpcRow = { ...made, State: 'available', IsDefault: true, attributes };
  region.vpcs.put(vpc);
  addChildren(region, vpc.VpcId, DEFAULT_BLOCK);
  for (const zone of zonesOf(region.name)) addDefaultSubnet(region, vpc, zone);
  addGateway(region, vpc.VpcId);
  return { Vpc: viewVpc(vpc) };
}

function addGateway(region: Region, VpcId: string): void {
  const InternetGatewayId = region.id('igw');
  const State = 'available' as EC2.AttachmentStatus;
  region.internetGateways.put({
    InternetGatewayId,
    OwnerId: region.account,
    Attachments: [{ VpcId, State }],
    Tags: [],
  });
  const main = region.routeTables.find((row) => row.VpcId === VpcId);
  if (main === undefined) return;
  const route: EC2.Route = {
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: InternetGatewayId,
    Origin: 'CreateRoute',
    State: 'active',
  };
  region.routeTables.put({ ...main, Routes: [...main.Routes, route] });
}

/** The first free /20; default subnets give instances public addresses. */
function addDefaultSubnet(region: Region, vpc: VpcRow, zone: Zone): SubnetRow {
  const ipv4 = freeBlock(region, vpc);
  const made = newSubnet(region, { vpcId: vpc.VpcId, ipv4, ipv6: undefined, zone });
  const subnet: SubnetRow = { ...made, State: 'available', DefaultForAz: true, MapPublicIpOnLaunch: true };
  region.subnets.put(subnet);
  joinDefaultAcl(region, subnet);
  return subnet;
}

function freeBlock(region: Region, vpc: VpcRow): Cidr {
  const outer = parseCidr(vpc.CidrBlock ?? '');
  const taken = region.subnets
    .filter((row) => row.VpcId === vpc.VpcId)
    .flatMap((row) => parseCidr(row.CidrBlock ?? '') ?? []);
  for (let index = 0; outer !== undefined; index++) {
    const block = nthSubnet(outer, DEFAULT_SUBNET_PREFIX, index);
    if (block === undefined || !containsCidr(outer, block)) break;
    if (!taken.some((one) => overlaps(one, block))) return block;
  }
  fail('InsufficientCidrBlocks', `${vpc.CidrBlock} has no room for another default subnet.`);
}
