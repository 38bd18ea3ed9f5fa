// Scenarios of network interfaces.
import type { Scenario } from './scenario.ts';
import {
  allReady,
  bystander,
  goneAnd,
  group,
  idOf,
  ipv6VPC,
  key,
  object,
  otherGroup,
  scenariosOf,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
  zone,
} from './scenario-kit.ts';
import { ACCOUNT, REGION, type World } from './world.ts';

const subnet = object('Subnet', 'subnet', {
  vpcRef: { name: 'net' },
  cidrBlock: '10.20.1.0/24',
  availabilityZone: zone,
});
const firstGroup = object('SecurityGroup', 'group', group);
const spec = { subnetRef: { name: 'subnet' }, securityGroupRefs: [{ name: 'group' }] };
const self = key('NetworkInterface', 'card');
const card = object('NetworkInterface', 'card', spec);

const rowOf = (world: World) => world.aws.region(ACCOUNT, REGION).networkInterfaces.get(idOf(world, self));

/** An instance that somebody else launched in the subnet. */
async function instance(world: World): Promise<string> {
  const answer = await world.as('RunInstances', {
    ImageId: 'ami-0123456789abcdef0',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: idOf(world, key('Subnet', 'subnet')),
  });
  const id = text(answer, 'Instances', '0', 'InstanceId');
  await world.until(() => world.aws.region(ACCOUNT, REGION).instances.get(id)?.State.Name === 'running', 30);
  return id;
}

async function terminate(world: World, id: string): Promise<void> {
  await world.as('TerminateInstances', { InstanceIds: [id] });
  await world.until(
    () => world.aws.region(ACCOUNT, REGION).instances.get(id)?.State.Name === 'terminated',
    30,
  );
}

const attached = (instanceID: string, deviceIndex = 1) =>
  object('NetworkInterface', 'card', { ...spec, attachment: { instanceID, deviceIndex } });

const isAttachedTo = (world: World, id: string) => rowOf(world)?.Attachment?.InstanceId === id;

export const networkInterfaceScenarios = scenariosOf({
  subject: { kind: 'NetworkInterface', name: 'card', spec },
  given: [vpc, subnet, firstGroup],
  edits: [
    tagEdit,
    { field: 'description', to: { description: 'firewall' } },
    { field: 'description left out', from: { description: 'firewall' }, to: {} },
    { field: 'sourceDestCheck', to: { sourceDestCheck: false } },
    {
      field: 'securityGroupRefs',
      given: [otherGroup],
      to: { securityGroupRefs: [{ name: 'other' }] },
      always: (world) => neverWithoutGroup(world),
    },
    { field: 'securityGroupRefs left out', to: { securityGroupRefs: undefined } },
    {
      field: 'secondaryPrivateIPAddresses',
      from: { secondaryPrivateIPAddresses: ['10.20.1.20', '10.20.1.21'] },
      to: { secondaryPrivateIPAddresses: ['10.20.1.21', '10.20.1.22'] },
    },
    {
      field: 'secondaryPrivateIPAddresses left out',
      from: { secondaryPrivateIPAddresses: ['10.20.1.20'] },
      to: {},
    },
    {
      field: 'secondaryPrivateIPAddressCount',
      from: { secondaryPrivateIPAddressCount: 1 },
      to: { secondaryPrivateIPAddressCount: 3 },
    },
    {
      field: 'secondaryPrivateIPAddressCount shrunk',
      from: { secondaryPrivateIPAddressCount: 3 },
      to: { secondaryPrivateIPAddressCount: 1 },
    },
  ],
  drifts: [
    tagDrift,
    {
      what: 'groups',
      by: async (world, id) => {
        const { securityGroups } = world.aws.region(ACCOUNT, REGION);
        const other = securityGroups.find((row) => row.VpcId === vpcID(world) && row.GroupName === 'default');
        await world.as('ModifyNetworkInterfaceAttribute', {
          NetworkInterfaceId: id,
          Groups: [other?.GroupId],
        });
      },
    },
    {
      what: 'sourceDestCheck',
      by: async (world, id) => {
        await world.as('ModifyNetworkInterfaceAttribute', {
          NetworkInterfaceId: id,
          SourceDestCheck: { Value: false },
        });
      },
    },
    {
      what: 'secondaryPrivateIPAddresses',
      from: { secondaryPrivateIPAddresses: ['10.20.1.20'] },
      by: async (world, id) => {
        await world.as('UnassignPrivateIpAddresses', {
          NetworkInterfaceId: id,
          PrivateIpAddresses: ['10.20.1.20'],
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteNetworkInterface', { NetworkInterfaceId: id });
  },
  foreign: async (world) => {
    const made = await world.as('CreateNetworkInterface', {
      SubnetId: idOf(world, key('Subnet', 'subnet')),
      TagSpecifications: bystander('network-interface'),
    });
    await world.until(() => false, 1);
    return text(made, 'NetworkInterface', 'NetworkInterfaceId');
  },
  more: [
    attaching(),
    moving(),
    detaching(),
    deletingAttached(),
    blockedByHand(),
    ipv6Edit(),
    releasedGroup(),
    routed(),
  ],
});

/** What happens to the card that is there already. */
function ofCard(name: string, then: Pick<Scenario, 'when' | 'goal'>): Scenario {
  return { kind: 'NetworkInterface', name, given: [vpc, subnet, firstGroup, card], ...then };
}

/** Declares that the card is attached to a new instance, and waits for it; answers the id of the instance. */
async function attach(world: World): Promise<string> {
  const id = await instance(world);
  await world.apply(attached(id));
  await world.until(() => allReady(world) && isAttachedTo(world, id), 120);
  return id;
}

function attaching(): Scenario {
  let id = '';
  return ofCard('edit attachment', {
    async when(world) {
      id = await instance(world);
      await world.apply(attached(id));
    },
    goal: (world) => allReady(world) && isAttachedTo(world, id),
  });
}

/** EC2 refuses two attachments, so the first must have gone. */
function moving(): Scenario {
  let id = '';
  return ofCard('edit attachment to another instance', {
    async when(world) {
      await attach(world);
      id = await instance(world);
      await world.apply(attached(id));
    },
    goal: (world) => allReady(world) && isAttachedTo(world, id),
  });
}

function detaching(): Scenario {
  return ofCard('edit attachment removed', {
    async when(world) {
      await attach(world);
      await world.apply(card);
    },
    goal: (world) => allReady(world) && rowOf(world)?.Attachment === undefined,
  });
}

function deletingAttached(): Scenario {
  return ofCard('delete while attached as declared', {
    async when(world) {
      await attach(world);
      await world.delete(self);
    },
    goal: goneAnd(self),
  });
}

/** What another hand attached is not detached: the deletion waits, and goes on when the instance is gone. */
function blockedByHand(): Scenario {
  return ofCard('delete while attached by another hand', {
    async when(world) {
      const id = await instance(world);
      await world.as('AttachNetworkInterface', {
        NetworkInterfaceId: idOf(world, self),
        InstanceId: id,
        DeviceIndex: 1,
      });
      await world.until(() => rowOf(world)?.Attachment?.Status === 'attached', 30);
      await world.delete(self);
      await world.until(() => world.get(self) === undefined, 20);
      if (world.get(self) === undefined) world.defects.push('it was deleted although it was in use');
      await terminate(world, id);
    },
    goal: goneAnd(self),
  });
}

function ipv6Edit(): Scenario {
  const first = { vpcRef: { name: 'net' }, cidrBlock: '10.20.1.0/24', availabilityZone: zone, ipv6Index: 3 };
  return {
    kind: 'NetworkInterface',
    name: 'edit ipv6Addresses',
    given: [ipv6VPC, object('Subnet', 'subnet', first), firstGroup, card],
    async when(world) {
      const row = world.aws.region(ACCOUNT, REGION).subnets.get(idOf(world, key('Subnet', 'subnet')));
      const outer = row?.Ipv6CidrBlockAssociationSet[0]?.Ipv6CidrBlock?.replace('/64', '') ?? '';
      const addresses = (...hosts: string[]) =>
        object('NetworkInterface', 'card', {
          ...spec,
          ipv6Addresses: hosts.map((host) => `${outer}${host}`),
        });
      await world.apply(addresses('a', 'b'));
      await world.until(() => allReady(world) && rowOf(world)?.Ipv6Addresses.length === 2, 120);
      await world.apply(addresses('b'));
    },
    goal: (world) => allReady(world) && rowOf(world)?.Ipv6Addresses.length === 1,
  };
}

/** A group that goes together with an interface that stays in AWS: the interface gives it back. */
function releasedGroup(): Scenario {
  return {
    kind: 'NetworkInterface',
    name: 'release together with its group',
    given: [
      vpc,
      subnet,
      firstGroup,
      object('NetworkInterface', 'card', { ...spec, deletionPolicy: 'Retain' }),
    ],
    async when(world) {
      await world.delete(key('SecurityGroup', 'group'));
      await world.delete(self);
    },
    goal: (world) =>
      world.get(self) === undefined &&
      world.get(key('SecurityGroup', 'group')) === undefined &&
      allReady(world),
    leaves: 'retained',
  };
}

/** A route through it, and both deleted in one go. */
function routed(): Scenario {
  const table = object('RouteTable', 'table', {
    vpcRef: { name: 'net' },
    routes: [{ destination: '192.0.2.0/24', networkInterfaceRef: { name: 'card' } }],
  });
  return {
    kind: 'NetworkInterface',
    name: 'delete together with the route through it',
    given: [vpc, subnet, firstGroup, card, table],
    async when(world) {
      await world.delete(self);
      await world.delete(key('RouteTable', 'table'));
    },
    goal: (world) => world.get(key('RouteTable', 'table')) === undefined && goneAnd(self)(world),
  };
}

function neverWithoutGroup(world: World): string | undefined {
  const id = world.get(self)?.status?.id;
  if (typeof id !== 'string') return undefined;
  const row = world.aws.region(ACCOUNT, REGION).networkInterfaces.get(id);
  return row === undefined || (row.Groups ?? []).length > 0
    ? undefined
    : 'the interface had no group for a moment';
}
