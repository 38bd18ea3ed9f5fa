// What bad input is tried with: a small network, and the condition that says what is wrong with it.
import { expect } from 'vitest';
import { API_VERSION } from '../../src/model/object.ts';
import { isReady, NAMESPACE, REGION, World } from '../sim/world.ts';

export type Spec = Readonly<Record<string, unknown>>;

export function object(kind: string, name: string, spec: Spec, namespace = NAMESPACE): object {
  return { apiVersion: API_VERSION, kind, metadata: { name, namespace }, spec };
}

export const vpc = object('VPC', 'net', { cidrBlocks: ['10.20.0.0/16'] });
export const subnet = (spec: Spec) =>
  object('Subnet', 's', {
    vpcRef: { name: 'net' },
    cidrBlock: '10.20.1.0/24',
    availabilityZone: `${REGION}a`,
    ...spec,
  });
export const group = (spec: Spec, name = 'g') =>
  object('SecurityGroup', name, { vpcRef: { name: 'net' }, description: 'd', ...spec });
export const rule = (spec: Spec) => ({ protocol: 'tcp', fromPort: 443, toPort: 443, ...spec });

export async function worldWith(objects: readonly object[]): Promise<World> {
  const world = new World({ seed: 3 });
  world.start();
  for (const one of objects) await world.apply(one);
  await world.until(() => allReady(world), 60);
  expect(allReady(world)).toBe(true);
  return world;
}

export function allReady(world: World): boolean {
  return world.objects().every((one) => one.kind === 'NetworkGrant' || isReady(one));
}
