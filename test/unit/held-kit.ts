// Groups, rules and an interface that hold each other: what the tests of held deletions are built from.
import { conditionOf, type World } from '../sim/world.ts';
import { idOf, key, object, region } from './attack-kit.ts';

export const inVPC = { vpcRef: { name: 'net' } };
type Peer = Readonly<Record<string, unknown>>;
export const toGroup = (name: string): Peer => ({ securityGroupRef: { name } });
export const groupWith = (name: string, peers: readonly Peer[], more: object = {}) =>
  object('SecurityGroup', name, {
    ...inVPC,
    description: name,
    ingress: peers.map((peer, i) => ({ protocol: 'tcp', fromPort: 80 + i, toPort: 80 + i, peers: [peer] })),
    ...more,
  });
export const group = (name: string, ...from: readonly string[]) => groupWith(name, from.map(toGroup));
export const PORT = 443;
export const ruleIn = (of: string, peer: Peer, more: object = {}) =>
  object('SecurityGroupRule', 'rule', {
    securityGroupRef: { name: of },
    direction: 'Ingress',
    protocol: 'tcp',
    fromPort: PORT,
    toPort: PORT,
    peer,
    ...more,
  });
export const card = (of: string) =>
  object('NetworkInterface', 'card', { subnetRef: { name: 'front' }, securityGroupRefs: [{ name: of }] });
export const seat = object('ElasticIP', 'seat', { networkInterfaceRef: { name: 'card' } });
export const a = key('SecurityGroup', 'a');
export const rule = key('SecurityGroupRule', 'rule');

/** One rule, declared twice with different words: it makes no sense. */
export const twice = ['x', 'y'].map((description) => ({
  description,
  protocol: 'tcp',
  fromPort: 9,
  toPort: 9,
  peers: [{ cidrBlock: '10.0.0.0/8' }],
}));

/** By another hand: group `of` admits the group `from`. */
export const admit = (world: World, of: string, from: string) =>
  world.as('AuthorizeSecurityGroupIngress', {
    GroupId: idOf(world, key('SecurityGroup', of)),
    IpPermissions: [
      {
        IpProtocol: 'tcp',
        FromPort: 1,
        ToPort: 1,
        UserIdGroupPairs: [{ GroupId: idOf(world, key('SecurityGroup', from)) }],
      },
    ],
  });

/** Ports that group `a` lets in. */
export const portsOf = (world: World) =>
  region(world)
    .securityGroupRules.filter((row) => row.GroupId === idOf(world, a) && row.IsEgress !== true)
    .map((row) => row.FromPort ?? 0)
    .toSorted((one, other) => one - other);

export const blockedBy = (world: World, of: string) => conditionOf(world.get(of), 'DeletionBlocked')?.message;
