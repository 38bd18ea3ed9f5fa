// Elastic IP addresses: allocate, release, associate, disassociate, describe.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html and the pages of the other calls;
// codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatAddress, nthSubnet, parseAddress } from '../../../model/cidr.ts';
import { list, type PageSize } from '../core/describe.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import type { FilterTable } from '../core/filters.ts';
import { checkId, required } from '../core/ids.ts';
import { type Call, type Operation, reads, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { AddressRow, NetworkInterfaceRow } from '../core/rows.ts';
import { TAG_SPECIFICATIONS, tagsFor } from '../core/tagging.ts';
import { link, linkedTo, unlink } from './address-links.ts';
import { block } from './block-rules.ts';

/** The call has no pages; this only satisfies what all describe calls share. */
const PAGE: PageSize = { least: 1, most: 1 };
/** Where the sandbox's public addresses come from: set aside for tests, https://www.rfc-editor.org/rfc/rfc2544. */
const PUBLIC = block('198.18.0.0/15');
const SINGLE = 32;
const FORBIDDEN = 403;
/** Amazon's own pool, as DescribeAddresses names it. */
const AMAZON_POOL = 'amazon';

const FILTERS: FilterTable<AddressRow> = {
  'allocation-id': (row) => [row.AllocationId],
  'association-id': (row) => [row.AssociationId],
  'instance-id': (row) => [row.InstanceId],
  'network-border-group': (row) => [row.NetworkBorderGroup],
  'network-interface-id': (row) => [row.NetworkInterfaceId],
  'network-interface-owner-id': (row) => [row.NetworkInterfaceOwnerId],
  'private-ip-address': (row) => [row.PrivateIpAddress],
  'public-ip': (row) => [row.PublicIp],
};

export const ADDRESS_OPERATIONS: Readonly<Record<string, Operation>> = {
  AllocateAddress: writes<EC2.AllocateAddressRequest, EC2.AllocateAddressResult>({
    accepts: {
      Domain: true,
      Address: true,
      PublicIpv4Pool: true,
      NetworkBorderGroup: true,
      TagSpecifications: TAG_SPECIFICATIONS,
      DryRun: true,
    },
    run: allocate,
  }),
  ReleaseAddress: writes<EC2.ReleaseAddressRequest, object>({
    accepts: { AllocationId: true, NetworkBorderGroup: true, DryRun: true },
    run: release,
  }),
  AssociateAddress: writes<EC2.AssociateAddressRequest, EC2.AssociateAddressResult>({
    accepts: {
      AllocationId: true,
      InstanceId: true,
      NetworkInterfaceId: true,
      PrivateIpAddress: true,
      AllowReassociation: true,
      DryRun: true,
    },
    run: associate,
  }),
  DisassociateAddress: writes<EC2.DisassociateAddressRequest, object>({
    accepts: { AssociationId: true, DryRun: true },
    run: disassociate,
  }),
  DescribeAddresses: reads<EC2.DescribeAddressesRequest, EC2.DescribeAddressesResult>({
    accepts: { AllocationIds: true, PublicIps: true, Filters: { Name: true, Values: true }, DryRun: true },
    run: describe,
  }),
};

function allocate({ world, region }: Call, input: EC2.AllocateAddressRequest): EC2.AllocateAddressResult {
  if (input.Domain !== undefined && input.Domain !== 'vpc') invalidValue('domain', input.Domain);
  const group = input.NetworkBorderGroup ?? region.name;
  // The sandbox has no Local Zones, so that a region has one group, named like the region.
  if (group !== region.name) invalidValue('networkBorderGroup', group, 'There is no such group here.');
  const pool = input.PublicIpv4Pool ?? AMAZON_POOL;
  if (pool !== AMAZON_POOL) fail('InvalidPublicIpv4PoolID.NotFound', `The pool ID '${pool}' does not exist`);
  const tags = tagsFor('elastic-ip', input.TagSpecifications);
  const publicIp = publicIpOf(region, input.Address);
  if (region.addresses.size >= world.options.quotas.addresses)
    fail('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
  if (input.Address === undefined) region.publicAddresses += 1;
  region.releasedAddresses.delete(publicIp);
  const row: AddressRow = {
    AllocationId: region.id('eipalloc'),
    PublicIp: publicIp,
    Domain: 'vpc',
    PublicIpv4Pool: pool,
    NetworkBorderGroup: group,
    Tags: tags,
  };
  region.addresses.put(row);
  return {
    AllocationId: row.AllocationId,
    PublicIp: publicIp,
    Domain: 'vpc',
    PublicIpv4Pool: pool,
    NetworkBorderGroup: group,
  };
}

/** A fresh address, or one that this account had released: API_AllocateAddress.html, "recover". */
function publicIpOf(region: Region, wanted: string | undefined): string {
  if (wanted === undefined) {
    const address = nthSubnet(PUBLIC, SINGLE, region.publicAddresses + 1);
    if (address === undefined) fail('InsufficientAddressCapacity', 'There are no more addresses.', 500);
    return formatAddress(address);
  }
  if (parseAddress(wanted)?.family !== 4)
    fail('InvalidAddress.Malformed', `The address '${wanted}' is not an IPv4 address`);
  if (!region.releasedAddresses.has(wanted))
    fail('InvalidAddress.NotFound', `Address '${wanted}' not found.`);
  return wanted;
}

function release({ region }: Call, input: EC2.ReleaseAddressRequest): object {
  const row = required(region.addresses, 'address', input.AllocationId);
  // API_ReleaseAddress.html: an incorrect network border group is InvalidAddress.NotFound.
  if (input.NetworkBorderGroup !== undefined && input.NetworkBorderGroup !== row.NetworkBorderGroup)
    fail('InvalidAddress.NotFound', `Address '${row.PublicIp}' not found.`);
  if (row.AssociationId !== undefined) fail('InvalidIPAddress.InUse', `Address ${row.PublicIp} is in use.`);
  region.addresses.delete(row.AllocationId);
  region.releasedAddresses.add(row.PublicIp);
  return {};
}

/** API_AssociateAddress.html: one call moves an address, unless reassociation is forbidden; repeating it is no error. */
function associate({ region }: Call, input: EC2.AssociateAddressRequest): EC2.AssociateAddressResult {
  const row = required(region.addresses, 'address', input.AllocationId);
  const card = interfaceOf(region, input);
  if (card.RequesterManaged === true) notAllowed(card.NetworkInterfaceId);
  const privateIp = privateIpOf(card, input.PrivateIpAddress);
  if (!region.internetGateways.find((one) => one.Attachments.some((a) => a.VpcId === card.VpcId)))
    fail('Gateway.NotAttached', `Network ${card.VpcId} is not attached to any internet gateway`);
  const there = linkedTo(region, card.NetworkInterfaceId, privateIp);
  if (there?.AllocationId === row.AllocationId) return { AssociationId: there.AssociationId };
  checkServiceUse(region, row);
  const taken = row.AssociationId ?? there?.AssociationId;
  if (input.AllowReassociation === false && taken !== undefined) {
    const resource = row.AssociationId === undefined ? card.NetworkInterfaceId : row.AllocationId;
    fail(
      'Resource.AlreadyAssociated',
      `resource ${resource} is already associated with associate-id ${taken}`,
    );
  }
  unlink(region, there?.AllocationId);
  unlink(region, row.AllocationId);
  const free = region.addresses.get(row.AllocationId) ?? row;
  const live = region.networkInterfaces.get(card.NetworkInterfaceId) ?? card;
  return { AssociationId: link(region, free, { interface: live, privateIp }) };
}

/** An instance must have exactly one interface. */
function interfaceOf(region: Region, input: EC2.AssociateAddressRequest): NetworkInterfaceRow {
  const { InstanceId, NetworkInterfaceId } = input;
  if (InstanceId !== undefined && NetworkInterfaceId !== undefined)
    combination('You may specify instanceId or networkInterfaceId, not both.');
  if (InstanceId === undefined) {
    if (NetworkInterfaceId === undefined) missing('instanceId or networkInterfaceId');
    return required(region.networkInterfaces, 'networkInterface', NetworkInterfaceId);
  }
  const [first, ...more] = region.networkInterfaces.filter(
    (row) => row.Attachment?.InstanceId === InstanceId,
  );
  if (first === undefined)
    fail('InvalidInstanceID.NotFound', `The instance ID '${InstanceId}' does not exist`);
  if (more.length > 0)
    fail(
      'InvalidInstanceID',
      `There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`,
    );
  return first;
}

function privateIpOf(card: NetworkInterfaceRow, wanted: string | undefined): string {
  if (wanted === undefined) return card.PrivateIpAddress ?? '';
  if (!(card.PrivateIpAddresses ?? []).some((one) => one.PrivateIpAddress === wanted))
    invalidValue('privateIpAddress', wanted, `The interface ${card.NetworkInterfaceId} does not have it.`);
  return wanted;
}

/** Who uses an address through a service's own interface cannot have it taken away by these calls. */
function checkServiceUse(region: Region, row: AddressRow): void {
  if (row.AssociationId === undefined) return;
  const card =
    row.NetworkInterfaceId === undefined ? undefined : region.networkInterfaces.get(row.NetworkInterfaceId);
  if (card === undefined || card.RequesterManaged === true) notAllowed(row.AllocationId);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html */
function notAllowed(id: string): never {
  fail('AuthFailure', `You do not have permission to access the specified resource ${id}.`, FORBIDDEN);
}

/** API_DisassociateAddress.html: "This is an idempotent operation." */
function disassociate({ region }: Call, { AssociationId }: EC2.DisassociateAddressRequest): object {
  if (AssociationId === undefined) missing('associationId');
  checkId('addressAssociation', AssociationId);
  const row = region.addresses.find((one) => one.AssociationId === AssociationId);
  if (row === undefined && region.endedAssociations.has(AssociationId)) return {};
  if (row === undefined)
    fail('InvalidAssociationID.NotFound', `The association ID '${AssociationId}' does not exist`);
  checkServiceUse(region, row);
  unlink(region, row.AllocationId);
  return {};
}

function describe(call: Call, input: EC2.DescribeAddressesRequest): EC2.DescribeAddressesResult {
  const { addresses } = call.region;
  const unknown = (input.PublicIps ?? []).find((ip) => !addresses.find((row) => row.PublicIp === ip));
  if (unknown !== undefined) fail('InvalidAddress.NotFound', `Address '${unknown}' not found.`);
  const { rows } = list(
    call,
    { Filters: input.Filters },
    {
      table: addresses,
      filters: FILTERS,
      ids: { kind: 'address', given: input.AllocationIds },
      page: PAGE,
    },
  );
  const wanted = rows.filter((row) => (input.PublicIps ?? [row.PublicIp]).includes(row.PublicIp));
  return { Addresses: wanted };
}
