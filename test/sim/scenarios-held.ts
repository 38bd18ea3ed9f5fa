// Scenarios of deletions that hold each other by what no declaration shows: a rule that was contributed or made by hand, the old
// group of an interface that was moved just before.
import type { Scenario } from './scenario.ts';
import { allReady, https, idOf, key, object, vpc, zone } from './scenario-kit.ts';
import type { World } from './world.ts';

/** Two groups of which one is named by a rule that no group declares: deleted in one go, with whoever contributed it. */
function heldBeyondDeclaration(by: 'a contributed rule' | 'a rule of another hand'): Scenario {
  const named = (name: string) => ({ securityGroupRef: { name } });
  const declared = (name: string, ...peers: readonly object[]) =>
    object('SecurityGroup', name, {
      vpcRef: { name: 'net' },
      description: name,
      ingress: peers.map((peer) => ({ ...https, peers: [peer] })),
    });
  const contributed = object('SecurityGroupRule', 'rule', {
    ...named('left'),
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    peer: named('right'),
  });
  const keys = [
    key('SecurityGroupRule', 'rule'),
    key('SecurityGroup', 'left'),
    key('SecurityGroup', 'right'),
  ];
  const byHand = async (world: World) => {
    const [GroupId, other] = keys.slice(1).map((one) => idOf(world, one));
    const pairs = { UserIdGroupPairs: [{ GroupId: other }] };
    const permission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...pairs };
    await world.as('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission] });
  };
  const isContributed = by === 'a contributed rule';
  return {
    kind: 'SecurityGroup',
    name: `delete two of which ${by} names one`,
    given: [vpc, declared('left'), declared('right', named('left')), ...(isContributed ? [contributed] : [])],
    async when(world) {
      if (!isContributed) await byHand(world);
      for (const one of keys) await world.delete(one);
    },
    goal: (world) => keys.every((one) => world.get(one) === undefined) && allReady(world),
  };
}

/** An address that the interface's old group lets in sits on the interface. */
function movedJustBefore(): Scenario {
  const card = (group: string) =>
    object('NetworkInterface', 'card', {
      subnetRef: { name: 'subnet' },
      securityGroupRefs: [{ name: group }],
    });
  const group = (name: string, ...ingress: readonly object[]) =>
    object('SecurityGroup', name, { vpcRef: { name: 'net' }, description: name, ingress });
  const keys = [
    key('NetworkInterface', 'card'),
    key('SecurityGroup', 'old'),
    key('ElasticIP', 'seat'),
    key('SecurityGroup', 'new'),
  ];
  return {
    kind: 'NetworkInterface',
    name: 'move to another group and delete all at once',
    given: [
      vpc,
      object('InternetGateway', 'igw', { vpcRef: { name: 'net' } }),
      object('Subnet', 'subnet', {
        vpcRef: { name: 'net' },
        cidrBlock: '10.20.1.0/24',
        availabilityZone: zone,
      }),
      group('new'),
      group('old', { ...https, peers: [{ elasticIPRef: { name: 'seat' } }] }),
      card('old'),
      object('ElasticIP', 'seat', { networkInterfaceRef: { name: 'card' } }),
    ],
    async when(world) {
      await world.apply(card('new'));
      for (const one of keys) await world.delete(one);
    },
    goal: (world) => keys.every((one) => world.get(one) === undefined) && allReady(world),
  };
}

export const heldScenarios: readonly Scenario[] = [
  heldBeyondDeclaration('a contributed rule'),
  heldBeyondDeclaration('a rule of another hand'),
  movedJustBefore(),
];
