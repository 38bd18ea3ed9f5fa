// A group of one namespace with a rule that another one contributes, both in place. The real controller on both halves of the
// sandbox, in process, on a virtual clock.
import { expect } from 'vitest';
import { API_VERSION, keyOf } from '../../src/model/object.ts';
import { ACCOUNT, isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

export type Spec = Readonly<Record<string, unknown>>;

export const APP = 'app';
export const object = (kind: string, name: string, spec: Spec, namespace = NAMESPACE) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, namespace },
  spec,
});
export const grantOf = (kind: string, name: string) =>
  object('NetworkGrant', name, { from: [{ namespace: APP }], to: [{ kind }], verbs: ['change'] });
const grant = grantOf('SecurityGroup', 'app');
export const inNet = { vpcRef: { name: 'net', namespace: NAMESPACE }, description: 'peer' };
export const rule = (port: number, more: Spec = {}) =>
  object(
    'SecurityGroupRule',
    'mine',
    {
      securityGroupRef: { name: 'web', namespace: NAMESPACE },
      direction: 'Ingress',
      protocol: 'tcp',
      fromPort: port,
      toPort: port,
      peer: { cidrBlock: '10.1.0.0/16' },
      ...more,
    },
    APP,
  );
/** Consent by tag is asked for as soon as there is an AWSAccount. */
export const tagged = {
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name: 'prod' },
  spec: {
    accountID: ACCOUNT,
    defaultRegion: REGION,
    allowedNamespaces: { names: [NAMESPACE, APP] },
    defaultFor: [NAMESPACE, APP],
  },
};
export const key = keyOf('SecurityGroupRule', APP, 'mine');

export async function inPlace(...first: readonly object[]): Promise<World> {
  const world = new World({ seed: 11 });
  world.start();
  for (const one of first) await world.apply(one);
  await world.namespace(APP);
  await world.apply(object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] }));
  await world.apply(web());
  await world.apply(grant);
  await world.apply(rule(80));
  expect(await world.until(() => isReady(world.get(key)), 120)).toBe(true);
  expect(ports(world)).toEqual([80]);
  return world;
}

export function ports(world: World): readonly unknown[] {
  return world.aws
    .region(ACCOUNT, REGION)
    .securityGroupRules.filter((row) => row.IsEgress === false && row.CidrIpv4 === '10.1.0.0/16')
    .map((row) => row.FromPort);
}

export const web = (more: Spec = {}) =>
  object('SecurityGroup', 'web', { vpcRef: { name: 'net' }, description: 'web', ...more });
export const own = (port: number) => ({
  ingress: [{ protocol: 'tcp', fromPort: port, toPort: port, peers: [{ cidrBlock: '10.1.0.0/16' }] }],
});

export const rest = (world: World) => world.until(() => false, 60);
