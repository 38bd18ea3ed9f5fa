// What a NAT gateway stands on: checked before one is made, because AWS would only say later that it has failed.
//
//   before creation                                    what happens
//   ------------------------------------------------------------------------
//   public, no internet gateway attached to the VPC    waits
//   its Elastic IP address is in use or unknown        waits
//   too few free addresses in the subnet               waits
//   a private address outside of the subnet            refused
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html (FailureCode)
import { containsCidr, formatAddress, nthSubnet, parseAddress, parseCidr } from '../../model/cidr.ts';
import type { Input, Plan } from '../../model/kind.ts';
import type { NatGatewayRow } from '../../tables/nat-gateways.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { idAt, refuse, waitFor } from '../planning.ts';
import { isRegional } from './gateway-addresses.ts';
import type { NATGatewayObserved } from './nat-gateway.ts';
import type { NATGatewaySpec } from './nat-gateway.schema.ts';

const SINGLE = 32;

export function groundProblem(input: Input<NATGatewaySpec>, observed: NATGatewayObserved): Plan | undefined {
  const { spec } = input;
  const subnetID = idAt(input, 'subnetRef');
  if (!isRegional(spec) && observed.subnet === undefined)
    return waitFor(`AWS does not show ${subnetID ?? 'the subnet'} yet.`, 'DependencyNotReady');
  const vpcID = observed.subnet?.vpcID ?? idAt(input, 'vpcRef') ?? '';
  const isPublic = spec.connectivityType !== 'Private';
  const attached = observed.internetGateways.some((gateway) =>
    gateway.attachments.some((one) => one.vpcID === vpcID && one.state === 'available'),
  );
  if (isPublic && !attached)
    return waitFor(
      `Waits for an internet gateway: none is attached to ${vpcID}, and a public NAT gateway that is made before would fail.`,
      'DependencyNotReady',
    );
  return addressProblem(input, observed) ?? roomProblem(spec, observed.subnet);
}

function addressProblem(input: Input<NATGatewaySpec>, observed: NATGatewayObserved): Plan | undefined {
  const id = idAt(input, 'elasticIPRef');
  if (id === undefined) return undefined;
  const row = observed.addresses.find((one) => one.id === id);
  if (row === undefined) return waitFor(`AWS does not show the address ${id} yet.`, 'DependencyNotReady');
  if (row.associationID === '') return undefined;
  const user = row.instanceID || row.networkInterfaceID || 'something else';
  return waitFor(
    `Waits until the address ${row.publicIP} (${id}) is free: ${user} has it, and a NAT gateway that is made before would fail.`,
    'DependencyNotReady',
  );
}

function roomProblem(spec: NATGatewaySpec, subnet: SubnetRow | undefined): Plan | undefined {
  const needed = 1;
  if (isRegional(spec) || subnet === undefined || subnet.availableIPAddressCount >= needed) return undefined;
  return waitFor(
    `Waits for a free address in ${subnet.id} (${subnet.cidrBlock}): it has none left, and a NAT gateway that is made before would fail.`,
    'DependencyNotReady',
  );
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: the first four addresses and the last are AWS's. */
export function privateProblem(spec: NATGatewaySpec, subnet: SubnetRow | undefined): Plan | undefined {
  const outer = subnet === undefined ? undefined : parseCidr(subnet.cidrBlock);
  const secondary = spec.secondaryPrivateIPAddresses ?? [];
  const twice = secondary.find((ip, at) => ip === spec.privateIPAddress || secondary.indexOf(ip) !== at);
  if (twice !== undefined)
    return refuse('secondaryPrivateIPAddresses', `${twice} is declared twice: remove one`);
  if (outer === undefined) return undefined;
  const last = 2 ** (SINGLE - outer.prefixLength) - 1;
  const reserved = [0, 1, 2, 3, last].flatMap((n) => nthSubnet(outer, SINGLE, n) ?? []).map(formatAddress);
  const wanted = [
    ...(spec.privateIPAddress === undefined ? [] : [['privateIPAddress', spec.privateIPAddress] as const]),
    ...secondary.map((ip) => ['secondaryPrivateIPAddresses', ip] as const),
  ];
  for (const [field, ip] of wanted) {
    const address = parseAddress(ip);
    if (address === undefined || !containsCidr(outer, address))
      return refuse(field, `${ip} lies outside of ${subnet?.id} (${subnet?.cidrBlock}): choose one inside`);
    if (reserved.includes(ip))
      return refuse(
        field,
        `${ip} is one of the five addresses of ${subnet?.cidrBlock} that AWS keeps: choose another one`,
      );
  }
  return undefined;
}

/** What cannot change once the gateway is there. */
export function fixedProblem(input: Input<NATGatewaySpec>, row: NatGatewayRow): Plan | undefined {
  const { spec } = input;
  const primary = row.addresses.find((one) => one.primary);
  const type = spec.connectivityType?.toLowerCase();
  const mode = spec.availabilityMode?.toLowerCase();
  const fixed: readonly (readonly [string, string | undefined, string])[] = [
    ['subnetRef', idAt(input, 'subnetRef'), row.subnetID],
    ['vpcRef', idAt(input, 'vpcRef'), row.vpcID],
    ['connectivityType', type, row.connectivityType],
    ['availabilityMode', mode, row.availabilityMode],
    ['elasticIPRef', idAt(input, 'elasticIPRef'), primary?.allocationID ?? ''],
    ['privateIPAddress', spec.privateIPAddress, primary?.privateIP ?? ''],
  ];
  const found = fixed.find(([, want, is]) => want !== undefined && is !== '' && want !== is);
  if (found !== undefined) {
    const [field, want, is] = found;
    return refuse(
      field,
      `${field} of ${row.id} is ${is} and cannot become ${want}: put it back, or delete this gateway and create a new one`,
      'ImmutableField',
    );
  }
  if (row.automatic && spec.availabilityZoneAddresses !== undefined)
    return refuse(
      'availabilityZoneAddresses',
      `AWS chooses the addresses of ${row.id}, which cannot be changed: remove the field, or delete this gateway and create a new one`,
      'ImmutableField',
    );
  return undefined;
}
