// Private DNS: whether it is wanted, and what in the VPC stands in its way. Held instead of refused, because the endpoint
// itself is good without it.
//
//   declared    service offers it    then
//   -------------------------------------------------------------
//   true        yes                  on, once nothing stands in its way
//   true        no                   refused
//   false       any                  off
//   left out    yes, AWS's own       on
//   left out    no, or of others     off; on an adopted endpoint left alone
//
// https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
import { sameJson } from '../../model/json.ts';
import type { Held, Input } from '../../model/kind.ts';
import type { ServiceOffer, VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { change } from '../planning.ts';
import { namedService } from './endpoint-service.ts';
import {
  addressTypes,
  type ModifyPart,
  nothing,
  type PrivateDNSFacts,
  recordTypes,
  type Surroundings,
} from './modify-part.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

/** undefined: left alone. */
export function wantsPrivateDNS(
  input: Input<VPCEndpointSpec>,
  type: string,
  offers: readonly ServiceOffer[] | undefined,
): boolean | undefined {
  if (type !== 'Interface') return undefined;
  const { privateDNSEnabled } = input.spec;
  if (privateDNSEnabled !== undefined) return privateDNSEnabled;
  if (input.adopted || offers === undefined) return undefined;
  return namedService(input)?.isAWS === true && privateNames(offers).length > 0;
}

export function privateNames(offers: readonly ServiceOffer[] | undefined): readonly string[] {
  return offers?.find((offer) => offer.type === 'Interface')?.privateDNSNames ?? [];
}

/** Why private DNS cannot be switched on now; each of these calls would fail. */
export function privateDNSProblem(
  row: VpcEndpointRow,
  { attributes, siblings }: PrivateDNSFacts,
): Held | undefined {
  const path = 'privateDNSEnabled';
  const other = siblings.find((one) => isRival(row, one));
  if (other !== undefined) {
    const message = `${other.id} has the private DNS names of ${row.serviceName} in ${row.vpcID}, which one endpoint alone can have: switch it off there, delete it, or set privateDNSEnabled: false here`;
    return { path, reason: 'Conflict', message };
  }
  if (attributes === undefined) return undefined;
  const off = [
    ...(attributes.support ? [] : ['enableDNSSupport']),
    ...(attributes.hostnames ? [] : ['enableDNSHostnames']),
  ];
  if (off.length === 0) return undefined;
  const message = `private DNS needs ${off.join(' and ')} of ${row.vpcID}: switch it on there, or set privateDNSEnabled: false here`;
  return { path, reason: 'DependencyNotReady', message };
}

function isRival(row: VpcEndpointRow, other: VpcEndpointRow): boolean {
  return (
    other.id !== row.id &&
    other.serviceName === row.serviceName &&
    other.privateDNSEnabled &&
    !['failed', 'rejected', 'expired'].includes(other.state)
  );
}

/** Private DNS for inbound queries alone leaves the VPC to the gateway endpoint, which must be there.
 *  https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns */
export function inboundProblem(row: VpcEndpointRow, siblings: readonly VpcEndpointRow[]): Held | undefined {
  const isGateway = (one: VpcEndpointRow) => one.type === 'Gateway' && one.serviceName === row.serviceName;
  if (siblings.some((one) => isGateway(one) && (one.state === 'available' || one.state === 'pending')))
    return undefined;
  const path = 'dnsOptions.privateDNSOnlyForInboundResolverEndpoint';
  const message = `${row.vpcID} has no gateway endpoint for ${row.serviceName}, which the VPC's own traffic is to use: make one first, or leave the option out`;
  return { path, reason: 'DependencyNotReady', message };
}

/** DNS options and private DNS go together: the option for inbound queries counts only where private DNS is on. */
export function dnsPart(
  input: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  { offers, dns }: Surroundings,
): ModifyPart {
  const enabled = wantsPrivateDNS(input, row.type, offers);
  const options = optionsPart(input, row, { enabled: enabled ?? row.privateDNSEnabled, dns });
  if (enabled === undefined || enabled === row.privateDNSEnabled) return options;
  const problem = enabled ? privateDNSProblem(row, dns) : undefined;
  if (problem !== undefined) return { ...options, held: [...options.held, problem] };
  // Without the gateway endpoint that is to serve the VPC, switching on would divert the VPC's own traffic.
  if (enabled && options.held.length > 0) return options;
  const names = privateNames(offers).join(', ') || `the names of ${row.serviceName}`;
  const why = enabled
    ? `everything in ${row.vpcID} resolves ${names} to the endpoint from then on, and is cut off where its security groups do not admit it`
    : `everything in ${row.vpcID} resolves ${names} to public addresses again, and is cut off where it has no way to the internet`;
  const step = change('privateDNSEnabled', {
    from: row.privateDNSEnabled,
    to: enabled,
    risk: 'Interrupts',
    why,
  });
  return {
    input: { ...options.input, PrivateDnsEnabled: enabled },
    changes: [...options.changes, step],
    held: options.held,
  };
}

function optionsPart(
  { spec }: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  { enabled, dns }: { enabled: boolean; dns: PrivateDNSFacts },
): ModifyPart {
  if (spec.dnsOptions === undefined) return nothing;
  const isReset = Object.keys(spec.dnsOptions).length === 0;
  const addresses = spec.ipAddressType === undefined ? row.ipAddressType : addressTypes[spec.ipAddressType];
  const preset = row.type === 'Gateway' ? 'service-defined' : addresses;
  const declared = spec.dnsOptions.dnsRecordIPType;
  const records = declared === undefined ? (isReset ? preset : row.dnsRecordIPType) : recordTypes[declared];
  const inbound = spec.dnsOptions.privateDNSOnlyForInboundResolverEndpoint ?? false;
  const setsInbound = enabled && inbound !== row.privateDNSOnlyForInboundResolverEndpoint;
  const held = setsInbound && inbound ? inboundProblem(row, dns.siblings) : undefined;
  if (held !== undefined) return { ...nothing, held: [held] };
  const wanted = {
    ...(records === row.dnsRecordIPType ? {} : { DnsRecordIpType: recordOf(records) }),
    ...(setsInbound ? { PrivateDnsOnlyForInboundResolverEndpoint: inbound } : {}),
  };
  if (sameJson(wanted, {})) return nothing;
  const from = {
    dnsRecordIPType: row.dnsRecordIPType,
    privateDNSOnlyForInboundResolverEndpoint: row.privateDNSOnlyForInboundResolverEndpoint,
  };
  const to = {
    dnsRecordIPType: records,
    privateDNSOnlyForInboundResolverEndpoint: setsInbound
      ? inbound
      : from.privateDNSOnlyForInboundResolverEndpoint,
  };
  const why = setsInbound
    ? `the DNS options differ; names of ${row.serviceName} lead elsewhere in ${row.vpcID} from then on`
    : 'the DNS options differ';
  const step = change('dnsOptions', { from, to, why, risk: setsInbound ? 'Interrupts' : 'None' });
  return { input: { DnsOptions: wanted }, changes: [step], held: [] };
}

/** EC2's own word for a record type; another word is not one of ours to set. */
function recordOf(word: string): (typeof recordTypes)[keyof typeof recordTypes] | undefined {
  return Object.values(recordTypes).find((one) => one === word);
}
