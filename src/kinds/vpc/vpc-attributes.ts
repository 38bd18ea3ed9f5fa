// What of a VPC is switched on and off: tenancy and the attributes that DescribeVpcs does not show. Separate because each has
// a call of its own.
import type { Action } from '../../model/kind.ts';
import type { VpcRow } from '../../tables/vpcs.ts';
import { change } from '../planning.ts';
import type { VPCSpec } from './vpc.schema.ts';

/** Read only where the spec has an opinion, because each costs one call per VPC. */
export type AttributesRead = {
  dnsSupport: boolean | undefined;
  dnsHostnames: boolean | undefined;
  usageMetrics: boolean | undefined;
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcTenancy.html: only to default.
export function planTenancy(spec: VPCSpec, row: VpcRow): readonly Action[] {
  if (spec.instanceTenancy !== 'Default' || row.instanceTenancy === 'default') return [];
  const why = 'another tenancy is declared; running instances keep theirs';
  return [
    {
      role: 'home',
      operation: 'ModifyVpcTenancy',
      does: 'set',
      input: { VpcId: row.id, InstanceTenancy: 'default' },
      changes: [change('instanceTenancy', { from: 'Dedicated', to: 'Default', why })],
    },
  ];
}

// One attribute per call, and host names only while DNS support is on.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html
export function planAttributes(spec: VPCSpec, read: AttributesRead, row: VpcRow): readonly Action[] {
  const support = spec.enableDNSSupport ?? read.dnsSupport;
  const hostnames =
    spec.enableDNSHostnames === undefined ? undefined : spec.enableDNSHostnames && support !== false;
  const setHostnames = attribute(row, {
    field: 'enableDNSHostnames',
    want: hostnames,
    have: read.dnsHostnames,
    member: 'EnableDnsHostnames',
  });
  const setSupport = attribute(row, {
    field: 'enableDNSSupport',
    want: spec.enableDNSSupport,
    have: read.dnsSupport,
    member: 'EnableDnsSupport',
  });
  const metrics = attribute(row, {
    field: 'enableNetworkAddressUsageMetrics',
    want: spec.enableNetworkAddressUsageMetrics,
    have: read.usageMetrics,
    member: 'EnableNetworkAddressUsageMetrics',
  });
  return support === false
    ? [...setHostnames, ...setSupport, ...metrics]
    : [...setSupport, ...setHostnames, ...metrics];
}

type Attribute = {
  field: string;
  want: boolean | undefined;
  have: boolean | undefined;
  member: 'EnableDnsSupport' | 'EnableDnsHostnames' | 'EnableNetworkAddressUsageMetrics';
};

/** An attribute that was not read is unknown, which is no drift. */
function attribute(row: VpcRow, { field, want, have, member }: Attribute): readonly Action[] {
  if (want === undefined || have === undefined || want === have) return [];
  const risk = have && member !== 'EnableNetworkAddressUsageMetrics' ? 'Interrupts' : 'None';
  return [
    {
      role: 'home',
      operation: 'ModifyVpcAttribute',
      does: 'set',
      input: { VpcId: row.id, [member]: { Value: want } },
      changes: [
        change(field, { from: have, to: want, risk, why: 'the attribute differs from what is declared' }),
      ],
    },
  ];
}
