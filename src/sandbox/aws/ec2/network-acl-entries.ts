// The entries of network ACLs: make, replace, delete.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html and the pages of the other calls.
import type * as EC2 from '@aws-sdk/client-ec2';
import { formatCidr } from '../../../model/cidr.ts';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import { required } from '../core/ids.ts';
import { type Call, type Operation, writes } from '../core/operation.ts';
import type { NetworkAclRow } from '../core/rows.ts';
import { requestedBlock } from './block-rules.ts';

const ENTRY = {
  NetworkAclId: true,
  RuleNumber: true,
  Egress: true,
  RuleAction: true,
  Protocol: true,
  CidrBlock: true,
  Ipv6CidrBlock: true,
  PortRange: { From: true, To: true },
  IcmpTypeCode: { Type: true, Code: true },
  DryRun: true,
} as const;

type EntryRequest = EC2.CreateNetworkAclEntryRequest | EC2.ReplaceNetworkAclEntryRequest;

export const NETWORK_ACL_ENTRY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateNetworkAclEntry: writes<EC2.CreateNetworkAclEntryRequest, object>({
    accepts: ENTRY,
    run: createEntry,
  }),
  ReplaceNetworkAclEntry: writes<EC2.ReplaceNetworkAclEntryRequest, object>({
    accepts: ENTRY,
    run: replaceEntry,
  }),
  DeleteNetworkAclEntry: writes<EC2.DeleteNetworkAclEntryRequest, object>({
    accepts: { NetworkAclId: true, RuleNumber: true, Egress: true, DryRun: true },
    run({ region }, input) {
      const acl = required(region.networkAcls, 'networkAcl', input.NetworkAclId);
      const old = entryOf(acl, input);
      region.networkAcls.put({ ...acl, Entries: entriesOf(acl).filter((entry) => entry !== old) });
      return {};
    },
  }),
};

/** Last number that can be used; 32767 to 65535 are AWS's own. Same page. */
const LAST_NUMBER = 32_766;
const PORT_MAX = 65_535;
const ICMP_MAX = 255;
const TCP = '6';
const UDP = '17';
const ICMP = '1';
const ICMPV6 = '58';
const PROTOCOL_MAX = 255;

function createEntry({ world, region }: Call, input: EC2.CreateNetworkAclEntryRequest): object {
  const acl = required(region.networkAcls, 'networkAcl', input.NetworkAclId);
  const entry = newEntry(input);
  const same = entriesOf(acl).filter((one) => one.Egress === entry.Egress);
  if (same.some((one) => one.RuleNumber === entry.RuleNumber)) {
    fail(
      'NetworkAclEntryAlreadyExists',
      `The network acl entry identified by ${entry.RuleNumber} already exists.`,
    );
  }
  const used = same.filter((one) => (one.RuleNumber ?? 0) <= LAST_NUMBER).length;
  if (used >= world.options.quotas.networkAclEntriesPerDirection)
    fail('NetworkAclEntryLimitExceeded', 'The maximum number of network acl entries has been reached.');
  region.networkAcls.put({ ...acl, Entries: [...entriesOf(acl), entry] });
  return {};
}

function replaceEntry({ region }: Call, input: EC2.ReplaceNetworkAclEntryRequest): object {
  const acl = required(region.networkAcls, 'networkAcl', input.NetworkAclId);
  const entry = newEntry(input);
  const old = entryOf(acl, input);
  if (JSON.stringify(old) !== JSON.stringify(entry)) {
    const Entries = entriesOf(acl).map((one) => (one === old ? entry : one));
    region.networkAcls.put({ ...acl, Entries });
  }
  return {};
}

const entriesOf = (acl: NetworkAclRow): readonly EC2.NetworkAclEntry[] => acl.Entries ?? [];

function entryOf(
  acl: NetworkAclRow,
  { RuleNumber, Egress }: { RuleNumber: number | undefined; Egress: boolean | undefined },
): EC2.NetworkAclEntry {
  const number = ruleNumber(RuleNumber);
  const egress = Egress ?? missing('egress');
  const found = entriesOf(acl).find((one) => one.RuleNumber === number && one.Egress === egress);
  if (found !== undefined) return found;
  fail(
    'InvalidNetworkAclEntry.NotFound',
    `The network acl entry identified by ${number} does not exist in ${acl.NetworkAclId}.`,
  );
}

function ruleNumber(given: number | undefined): number {
  const number = given ?? missing('ruleNumber');
  if (!Number.isInteger(number) || number < 1 || number > LAST_NUMBER)
    invalidValue('ruleNumber', number, `It must be from 1 to ${LAST_NUMBER}.`);
  return number;
}

function newEntry(input: EntryRequest): EC2.NetworkAclEntry {
  const RuleNumber = ruleNumber(input.RuleNumber);
  const Egress = input.Egress ?? missing('egress');
  const RuleAction = input.RuleAction ?? missing('ruleAction');
  if (RuleAction !== 'allow' && RuleAction !== 'deny') invalidValue('ruleAction', RuleAction);
  const Protocol = protocolOf(input.Protocol ?? missing('protocol'));
  return { RuleNumber, Egress, RuleAction, Protocol, ...networkOf(input), ...rangeOf(input, Protocol) };
}

/** Names are taken, numbers are answered. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html */
function protocolOf(given: string): string {
  const named: Readonly<Record<string, string>> = {
    tcp: TCP,
    udp: UDP,
    icmp: ICMP,
    icmpv6: ICMPV6,
    all: '-1',
  };
  const word = given.toLowerCase();
  const number = Object.hasOwn(named, word) ? named[word] : word;
  if (number === '-1') return number;
  if (number === undefined || !/^[0-9]{1,3}$/.test(number) || Number(number) > PROTOCOL_MAX)
    invalidValue('protocol', given);
  return String(Number(number));
}

function networkOf({ CidrBlock, Ipv6CidrBlock }: EntryRequest): Partial<EC2.NetworkAclEntry> {
  if (CidrBlock !== undefined && Ipv6CidrBlock !== undefined)
    combination('Either cidrBlock or ipv6CidrBlock can be given, not both.');
  if (CidrBlock !== undefined) return { CidrBlock: formatCidr(requestedBlock('cidrBlock', CidrBlock, 4)) };
  if (Ipv6CidrBlock === undefined) missing('cidrBlock');
  return { Ipv6CidrBlock: formatCidr(requestedBlock('ipv6CidrBlock', Ipv6CidrBlock, 6)) };
}

/** Ports belong to tcp and udp, types and codes to ICMP, and to ICMPv6 in IPv6; anywhere else they are ignored. */
function rangeOf(input: EntryRequest, protocol: string): Partial<EC2.NetworkAclEntry> {
  if (protocol === TCP || protocol === UDP) {
    const { From, To } = input.PortRange ?? missing('portRange');
    if (From === undefined || To === undefined) missing('portRange.from and portRange.to');
    if (From < 0 || To > PORT_MAX || From > To) invalidValue('portRange', `${From}-${To}`);
    return { PortRange: { From, To } };
  }
  if (protocol !== ICMP && !(protocol === ICMPV6 && input.Ipv6CidrBlock !== undefined)) return {};
  const { Type, Code } = input.IcmpTypeCode ?? missing('icmpTypeCode');
  if (Type === undefined || Code === undefined) missing('icmpTypeCode.type and icmpTypeCode.code');
  for (const [name, value] of Object.entries({ Type, Code })) {
    if (value < -1 || value > ICMP_MAX) invalidValue(`icmpTypeCode.${name.toLowerCase()}`, value);
  }
  return { IcmpTypeCode: { Type, Code } };
}
