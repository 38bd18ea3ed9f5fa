// Making a network interface: what is checked before, what the call brings with it, and how EC2 makes it. Listed secondary
// addresses, the source check and the attachment follow when it exists; a count is part of the call, because a repeated
// call to assign would assign again.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html
import { canonicalAddress } from '../../model/cidr.ts';
import type { Action, Input, Plan } from '../../model/kind.ts';
import type { NetworkInterfaceRow } from '../../tables/network-interfaces.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { creation, waitFor } from '../planning.ts';
import { addressProblem, wantedIPv6, wantedSecondary } from './interface-addresses.ts';
import { type WantedGroups, wantedGroups } from './interface-groups.ts';
import type { NetworkInterfaceSpec } from './network-interface.schema.ts';

export function creationOf(
  input: Input<NetworkInterfaceSpec>,
  subnet: SubnetRow,
): { action: Action; made: NetworkInterfaceRow } | { problem: Plan } {
  const { spec } = input;
  const primary = spec.privateIPAddress === undefined ? undefined : canonicalAddress(spec.privateIPAddress);
  const problem = addressProblem(spec, subnet, primary);
  if (problem !== undefined) return { problem };
  // With fewer groups than declared, or with the default one, it would let in what it should not.
  const groups = wantedGroups(input);
  const [held] = groups.is === 'some' ? [...groups.held, ...groups.withdrawn.map((one) => one.held)] : [];
  if (held !== undefined) return { problem: waitFor(`${held.path}: ${held.message}.`, held.reason) };
  const secondary = wantedSecondary(spec);
  const count = secondary?.is === 'count' && secondary.count > 0 ? secondary.count : undefined;
  const ipv6 = wantedIPv6(spec) ?? [];
  const action: Action = {
    role: 'home',
    operation: 'CreateNetworkInterface',
    does: 'create',
    part: 'main',
    input: {
      SubnetId: subnet.id,
      ...(groups.is === 'some' ? { Groups: [...groups.ids] } : {}),
      ...(spec.description === undefined ? {} : { Description: spec.description }),
      ...(primary === undefined ? {} : { PrivateIpAddress: primary }),
      ...(count === undefined ? {} : { SecondaryPrivateIpAddressCount: count }),
      ...(ipv6.length === 0 ? {} : { Ipv6Addresses: ipv6.map((address) => ({ Ipv6Address: address })) }),
    },
    changes: creation(
      {
        subnetRef: subnet.id,
        securityGroupRefs: groups.is === 'some' ? [...groups.ids] : undefined,
        description: spec.description,
        privateIPAddress: primary,
        secondaryPrivateIPAddressCount: count,
        ipv6Addresses: ipv6.length === 0 ? undefined : [...ipv6],
      },
      'the network interface does not exist yet',
    ),
  };
  const made = asMade(spec, subnet, { groups, primary: primary ?? '', count: count ?? 0, ipv6 });
  return { action, made };
}

function asMade(
  spec: NetworkInterfaceSpec,
  subnet: SubnetRow,
  with_: { groups: WantedGroups; primary: string; count: number; ipv6: readonly string[] },
): NetworkInterfaceRow {
  return {
    id: 'new',
    ownerID: '',
    vpcID: subnet.vpcID,
    subnetID: subnet.id,
    availabilityZone: subnet.availabilityZone,
    state: 'available',
    groupIDs: with_.groups.is === 'some' ? with_.groups.ids : [],
    hasDefaultGroup: with_.groups.is !== 'some',
    type: 'interface',
    requesterID: '',
    requesterManaged: false,
    description: spec.description ?? '',
    sourceDestCheck: true,
    macAddress: '',
    privateIPAddress: with_.primary,
    secondaryPrivateIPAddresses: Array.from({ length: with_.count }, (_, i) => `new-${i}`),
    ipv6Addresses: with_.ipv6,
    attachment: undefined,
    instanceID: '',
    publicIP: '',
    tags: {},
  };
}
