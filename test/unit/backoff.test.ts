// How long faults hold an object up that still gets on: every call of it that succeeds begins the back-off anew.
import { describe, expect, it } from 'vitest';
import { API_VERSION } from '../../src/model/object.ts';
import { isReady, NAMESPACE, World } from '../sim/world.ts';

const ENTRIES = 14;
/** Without a new beginning the back-off would have doubled to five minutes by the ninth fault. */
const SOON_SECONDS = 120;

describe('the back-off of an object with many calls', () => {
  it('does not add up while every second call fails', async () => {
    const world = new World({ seed: 3 });
    world.start();
    const object = (kind: string, spec: object) => ({
      apiVersion: API_VERSION,
      kind,
      metadata: { name: 'net', namespace: NAMESPACE },
      spec,
    });
    await world.apply(object('VPC', { cidrBlocks: ['10.20.0.0/16'] }));
    await world.until(() => isReady(world.get(`VPC/${NAMESPACE}/net`)), 120);
    world.aws.faults.add({
      operation: 'CreateNetworkAclEntry',
      kind: 'error',
      code: 'Unavailable',
      status: 503,
      probability: 0.5,
    });
    const ingress = Array.from({ length: ENTRIES }, (_, at) => ({
      ruleNumber: 100 + at,
      action: 'Allow',
      protocol: 'tcp',
      cidrBlock: `10.20.${at}.0/24`,
      fromPort: 443,
    }));

    await world.apply(object('NetworkACL', { vpcRef: { name: 'net' }, ingress }));

    expect(await world.until(() => isReady(world.get(`NetworkACL/${NAMESPACE}/net`)), SOON_SECONDS)).toBe(
      true,
    );
  });
});
