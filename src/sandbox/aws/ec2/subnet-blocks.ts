// The IPv6 block of a subnet after its creation.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatCidr } from '../../../model/cidr.ts';
import { fail, missing } from '../core/error.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import { checkSubnetIpv6, requestedBlock } from './block-rules.ts';

const GONE = new Set(['disassociating', 'disassociated', 'failed']);

export const SUBNET_BLOCK_OPERATIONS: Readonly<Record<string, Operation>> = {
  AssociateSubnetCidrBlock: writes<EC2.AssociateSubnetCidrBlockRequest, EC2.AssociateSubnetCidrBlockResult>({
    accepts: { SubnetId: true, Ipv6CidrBlock: true },
    run: associate,
  }),
  DisassociateSubnetCidrBlock: writes<
    EC2.DisassociateSubnetCidrBlockRequest,
    EC2.DisassociateSubnetCidrBlockResult
  >({
    accepts: { AssociationId: true },
    run: disassociate,
  }),
};

function associate(
  { world, region }: Call,
  input: EC2.AssociateSubnetCidrBlockRequest,
): EC2.AssociateSubnetCidrBlockResult {
  const subnet = required(region.subnets, 'subnet', input.SubnetId);
  const vpc = required(region.vpcs, 'vpc', subnet.VpcId);
  const cidr = requestedBlock('ipv6CidrBlock', input.Ipv6CidrBlock ?? missing('ipv6CidrBlock'), 6);
  // One IPv6 block per subnet, as the page above says.
  if (subnet.Ipv6CidrBlockAssociationSet.some((a) => !GONE.has(a.Ipv6CidrBlockState?.State ?? ''))) {
    fail(
      'SubnetAlreadyAssociated',
      `The subnet ${subnet.SubnetId} is already associated with an IPv6 CIDR block`,
    );
  }
  checkSubnetIpv6(region, vpc, cidr);
  const association: EC2.SubnetIpv6CidrBlockAssociation = {
    AssociationId: region.id('subnet-cidr-assoc'),
    Ipv6CidrBlock: formatCidr(cidr),
    Ipv6CidrBlockState: { State: 'associating' },
    Ipv6AddressAttribute: 'public',
    IpSource: 'amazon',
  };
  region.subnets.put({ ...subnet, Ipv6CidrBlockAssociationSet: [association] });
  world.later(world.options.durations.cidrAssociating, region, () =>
    setState(region, subnet.SubnetId, association.AssociationId ?? '', 'associated'),
  );
  return { SubnetId: subnet.SubnetId, Ipv6CidrBlockAssociation: association };
}

function disassociate(
  { world, region }: Call,
  input: EC2.DisassociateSubnetCidrBlockRequest,
): EC2.DisassociateSubnetCidrBlockResult {
  const id = input.AssociationId ?? missing('associationId');
  checkId('subnetCidrAssociation', id);
  const live = (a: EC2.SubnetIpv6CidrBlockAssociation) =>
    a.AssociationId === id && !GONE.has(a.Ipv6CidrBlockState?.State ?? '');
  const subnet = region.subnets.find((row) => row.Ipv6CidrBlockAssociationSet.some(live));
  if (subnet === undefined) notFound('subnetCidrAssociation', id);
  if (subnet.AssignIpv6AddressOnCreation === true) {
    fail(
      'OperationNotPermitted',
      `${subnet.SubnetId} assigns IPv6 addresses on creation: turn that off first.`,
    );
  }
  setState(region, subnet.SubnetId, id, 'disassociating');
  world.later(world.options.durations.cidrAssociating, region, () => {
    const now = region.subnets.get(subnet.SubnetId);
    if (now === undefined) return;
    const rest = now.Ipv6CidrBlockAssociationSet.filter((a) => a.AssociationId !== id);
    region.subnets.put({ ...now, Ipv6CidrBlockAssociationSet: rest });
  });
  const Ipv6CidrBlockAssociation = region.subnets
    .get(subnet.SubnetId)
    ?.Ipv6CidrBlockAssociationSet.find((a) => a.AssociationId === id);
  return { SubnetId: subnet.SubnetId, Ipv6CidrBlockAssociation };
}

function setState(region: Region, subnetId: string, id: string, State: EC2.SubnetCidrBlockStateCode): void {
  const subnet = region.subnets.get(subnetId);
  if (subnet === undefined) return;
  const set = subnet.Ipv6CidrBlockAssociationSet.map((a) =>
    a.AssociationId === id ? { ...a, Ipv6CidrBlockState: { State } } : a,
  );
  region.subnets.put({ ...subnet, Ipv6CidrBlockAssociationSet: set });
}
