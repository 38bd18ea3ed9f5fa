// What of a subnet changes in place: its IPv6 network and its attributes. ModifySubnetAttribute takes one attribute per
// call. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html
import type { ModifySubnetAttributeCommandInput } from '@aws-sdk/client-ec2';
import { canonicalCidr, formatCidr, nthSubnet, parseCidr } from '../../model/cidr.ts';
import type { Action, Held } from '../../model/kind.ts';
import type { Json } from '../../model/json.ts';
import type { Reason } from '../../model/reasons.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import type { VpcRow } from '../../tables/vpcs.ts';
import { change, nothing, type Planned } from '../planning.ts';
import type { SubnetSpec } from './subnet.schema.ts';

/** Prefix length of a subnet's part of the VPC's IPv6 network. */
const SUBNET_PREFIX = 64;
const hostnameTypes = { IPName: 'ip-name', ResourceName: 'resource-name' } as const;

/** `undefined`: no opinion. `none`: there should be no IPv6 network. `unknown`: the VPC has none to count in. */
export type WantedIPv6 =
  | { is: 'undefined' | 'none' }
  | { is: 'unknown'; reason: Reason; message: string }
  | { is: 'block'; block: string };

export function wantedIPv6(spec: SubnetSpec, vpc: VpcRow | undefined): WantedIPv6 {
  const { ipv6CIDRBlock: block, ipv6Index: index } = spec;
  if (block !== undefined && block !== '') return { is: 'block', block: canonicalCidr(block) ?? block };
  if (index === undefined || index < 0)
    return { is: block === undefined && index === undefined ? 'undefined' : 'none' };
  const blocks = (vpc?.ipv6CidrBlocks ?? []).filter(
    (block) => block.state === 'associated' && block.cidrBlock !== '',
  );
  const [outer] = blocks.toSorted((a, b) => Number(b.pool === 'Amazon') - Number(a.pool === 'Amazon'));
  const parsed = outer === undefined ? undefined : parseCidr(outer.cidrBlock);
  if (parsed === undefined)
    return {
      is: 'unknown',
      reason: 'DependencyNotReady',
      message: 'the VPC has no IPv6 network yet: set ipv6.amazonProvided on it',
    };
  const found = nthSubnet(parsed, SUBNET_PREFIX, index);
  if (found === undefined)
    return {
      is: 'unknown',
      reason: 'InvalidSpec',
      message: `${outer?.cidrBlock} has no /64 number ${index}: choose a smaller ipv6Index`,
    };
  return { is: 'block', block: formatCidr(found) };
}

// At most one IPv6 network per subnet, so the old one goes before the new one comes.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html
export function planIPv6(wanted: WantedIPv6, row: SubnetRow, cannot: Held | undefined): Planned {
  if (wanted.is === 'undefined') return nothing;
  if (cannot !== undefined) return { actions: [], held: [cannot] };
  if (wanted.is === 'unknown')
    return {
      actions: [],
      held: [{ path: 'ipv6Index', reason: wanted.reason, message: wanted.message }],
    };
  const live = row.ipv6Blocks.filter(isLive);
  const block = wanted.is === 'block' ? wanted.block : undefined;
  const same = live.find((one) => one.cidrBlock === block);
  if (same?.state === 'associated') return nothing;
  if (same !== undefined) return { ...nothing, waits: `${same.cidrBlock} is being associated.` };
  const failed = row.ipv6Blocks.find(
    (one) => (one.state === 'failed' || one.state === 'failing') && one.cidrBlock === block,
  );
  if (failed !== undefined) {
    return {
      actions: [],
      held: [
        {
          path: 'ipv6CIDRBlock',
          reason: 'Failed',
          message: `AWS could not associate ${failed.cidrBlock}: ${failed.why || 'no reason given'}`,
        },
      ],
    };
  }
  const removals = live.flatMap((one) => removeIPv6(row, one, block));
  if (removals.length > 0) return { actions: removals, held: [] };
  // A subnet whose IPv6 network is still leaving is not as declared, and cannot take the next one.
  const leaving = row.ipv6Blocks.find((one) => one.state === 'disassociating');
  if (leaving !== undefined) return { ...nothing, waits: `${leaving.cidrBlock} is leaving ${row.id}.` };
  if (block === undefined) return nothing;
  const action: Action = {
    role: 'home',
    operation: 'AssociateSubnetCidrBlock',
    does: 'add',
    input: { SubnetId: row.id, Ipv6CidrBlock: block },
    changes: [
      change('ipv6CIDRBlock', { from: null, to: block, why: 'the subnet does not have this IPv6 network' }),
    ],
  };
  return { actions: [action], held: [] };
}

function removeIPv6(
  row: SubnetRow,
  one: SubnetRow['ipv6Blocks'][number],
  next: string | undefined,
): readonly Action[] {
  const why =
    next === undefined
      ? 'no IPv6 network is declared'
      : `${next} is declared, and a subnet has one IPv6 network only`;
  const drop: Action = {
    role: 'home',
    operation: 'DisassociateSubnetCidrBlock',
    does: 'remove',
    input: { AssociationId: one.associationID },
    changes: [change('ipv6CIDRBlock', { from: one.cidrBlock, to: next ?? null, risk: 'Interrupts', why })],
  };
  if (!row.assignIPv6AddressOnCreation) return [drop];
  const off = set(row, {
    field: 'assignIPv6AddressOnCreation',
    from: true,
    to: false,
    input: { AssignIpv6AddressOnCreation: { Value: false } },
  });
  return [off, drop];
}

type Attribute = Omit<ModifySubnetAttributeCommandInput, 'SubnetId'>;
type Setting = { field: string; from: Json; to: Json; input: Attribute };

function set(row: SubnetRow, { field, from, to, input }: Setting): Action {
  return {
    role: 'home',
    operation: 'ModifySubnetAttribute',
    does: 'set',
    input: { SubnetId: row.id, ...input },
    changes: [
      change(field, {
        from,
        to,
        why: 'the attribute differs from what is declared; it counts for what is made from now on',
      }),
    ],
  };
}

const isLive = (block: { state: string }) => block.state === 'associated' || block.state === 'associating';

/** What can never be carried out is said; what only waits for the IPv6 network is not. */
export function assignmentProblem(spec: SubnetSpec, wanted: WantedIPv6, row: SubnetRow): readonly Held[] {
  if (spec.assignIPv6AddressOnCreation !== true || wanted.is === 'block' || wanted.is === 'unknown')
    return [];
  if (wanted.is === 'undefined' && row.ipv6Blocks.some(isLive)) return [];
  const message = 'the subnet has no IPv6 network to assign addresses from: set ipv6CIDRBlock or ipv6Index';
  return [{ path: 'assignIPv6AddressOnCreation', reason: 'InvalidSpec', message }];
}

/** IPv6 addresses can be assigned only where there is an IPv6 network that stays; what removes one switches it off. */
export function planAttributes(spec: SubnetSpec, row: SubnetRow, ipv6: Planned): readonly Action[] {
  const names = spec.privateDNSNameOptions ?? {};
  const hasIPv6 = row.ipv6Blocks.some((block) => block.state === 'associated');
  const assign = spec.assignIPv6AddressOnCreation;
  const cannot = ipv6.actions.length > 0 || (assign === true && !hasIPv6);
  return [
    ...setting(
      row,
      { field: 'mapPublicIPOnLaunch', from: row.mapPublicIPOnLaunch, to: spec.mapPublicIPOnLaunch },
      (Value) => ({ MapPublicIpOnLaunch: { Value } }),
    ),
    ...setting(
      row,
      {
        field: 'assignIPv6AddressOnCreation',
        from: row.assignIPv6AddressOnCreation,
        to: cannot ? undefined : assign,
      },
      (Value) => ({ AssignIpv6AddressOnCreation: { Value } }),
    ),
    ...setting(row, { field: 'enableDNS64', from: row.enableDNS64, to: spec.enableDNS64 }, (Value) => ({
      EnableDns64: { Value },
    })),
    ...setting(
      row,
      {
        field: 'privateDNSNameOptions.hostnameType',
        from: row.hostnameType === hostnameTypes.ResourceName ? 'ResourceName' : 'IPName',
        to: names.hostnameType,
      },
      (type) => ({ PrivateDnsHostnameTypeOnLaunch: hostnameTypes[type] }),
    ),
    ...setting(
      row,
      {
        field: 'privateDNSNameOptions.enableResourceNameDNSARecord',
        from: row.enableResourceNameDNSARecord,
        to: names.enableResourceNameDNSARecord,
      },
      (Value) => ({ EnableResourceNameDnsARecordOnLaunch: { Value } }),
    ),
    ...setting(
      row,
      {
        field: 'privateDNSNameOptions.enableResourceNameDNSAAAARecord',
        from: row.enableResourceNameDNSAAAARecord,
        to: names.enableResourceNameDNSAAAARecord,
      },
      (Value) => ({ EnableResourceNameDnsAAAARecordOnLaunch: { Value } }),
    ),
  ];
}

function setting<T extends boolean | string>(
  row: SubnetRow,
  { field, from, to }: { field: string; from: T; to: T | undefined },
  input: (to: T) => Attribute,
): readonly Action[] {
  return to === undefined || to === from ? [] : [set(row, { field, from, to, input: input(to) })];
}
