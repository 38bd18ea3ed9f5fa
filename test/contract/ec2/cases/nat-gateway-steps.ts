// Steps that the cases of NAT gateways begin with.
import { does, make, type Shape, type Step, shows } from '../case.ts';
import { address, allocationId, attach, gateway, subnet, subnetId, vpc } from './common.ts';

export const natId = '{nat.NatGateway.NatGatewayId}';
export const described = { NatGatewayIds: [natId] };
export const one = (shape: object) => ({ NatGateways: [shape] }) as never;
/** A VPC with a way to the internet, and a subnet. */
export const wayOut = [vpc(), subnet(), gateway(), attach()];
/** The same with an address. */
export const open = [...wayOut, address()];
export const inner = { SubnetId: subnetId, ConnectivityType: 'private' };
export const outer = { SubnetId: subnetId, AllocationId: allocationId };

export function nat(save = 'nat', input: Readonly<Record<string, unknown>> = outer): Step {
  return make(save, 'CreateNatGateway', input);
}

/** The gateway is in this state, now or within the settling time. */
export function is(state: string, more: object = {}): Step {
  return shows('DescribeNatGateways', described, one({ State: state, ...more }));
}

export const addresses = (...list: Shape[]) => ({ NatGatewayAddresses: list });
export const remove = does('DeleteNatGateway', { NatGatewayId: natId });
export const idOf = (saved: string) => `{${saved}.AllocationId}`;

/** A public gateway that stands. */
export const standing = [...open, nat(), is('available')];
/** A private one. */
export const standingInside = [vpc(), subnet(), nat('nat', inner), is('available')];

/** Remembers where the address sits as `used`. */
export function usedAt(allocation: string): Step {
  return {
    call: 'DescribeAddresses',
    input: { AllocationIds: [allocation] },
    save: 'used',
    expect: { shape: { Addresses: [{ AssociationId: { $like: '^eipassoc-' } }] } },
  };
}
