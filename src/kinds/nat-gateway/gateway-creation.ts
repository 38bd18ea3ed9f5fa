// The call that makes a NAT gateway, and the gateway as EC2 makes it, so that a preview is whole. Separate because zonal and
// regional ones are asked for in different words.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
import type { Action, Input } from '../../model/kind.ts';
import type { NatGatewayRow } from '../../tables/nat-gateways.ts';
import { idAt } from '../planning.ts';
import { isRegional, planAddresses } from './gateway-addresses.ts';
import type { NATGatewayObserved } from './nat-gateway.ts';
import type { NATGatewaySpec } from './nat-gateway.schema.ts';

type Made = {
  input: Extract<Action, { operation: 'CreateNatGateway' }>['input'];
  row: NatGatewayRow;
  first: readonly { key: string }[] | undefined;
};

/** The call, and the gateway as EC2 makes it. Secondary addresses are added when it is there: whether one is free may
 *  change, and the call must stay the same when it is sent again with its token. */
export function asMade(input: Input<NATGatewaySpec>, observed: NATGatewayObserved): Made | undefined {
  const { spec } = input;
  const [subnetID, vpcID, allocation] = ['subnetRef', 'vpcRef', 'elasticIPRef'].map((path) =>
    idAt(input, path),
  );
  const row: NatGatewayRow = {
    id: 'new',
    vpcID: vpcID ?? observed.subnet?.vpcID ?? '',
    subnetID: subnetID ?? '',
    state: 'available',
    failureCode: '',
    failureMessage: '',
    connectivityType: spec.connectivityType === 'Private' ? 'private' : 'public',
    availabilityMode: isRegional(spec) ? 'regional' : 'zonal',
    automatic: isRegional(spec) && spec.availabilityZoneAddresses === undefined,
    routeTableID: '',
    addresses: [],
    tags: {},
  };
  if (isRegional(spec)) return vpcID === undefined ? undefined : regional(input, { vpcID, row, observed });
  if (subnetID === undefined) return undefined;
  const primary = {
    ...bare,
    primary: true,
    allocationID: allocation ?? '',
    privateIP: spec.privateIPAddress ?? '',
  };
  return {
    input: {
      SubnetId: subnetID,
      ConnectivityType: spec.connectivityType === 'Private' ? 'private' : 'public',
      ...(allocation === undefined ? {} : { AllocationId: allocation }),
      ...(spec.privateIPAddress === undefined ? {} : { PrivateIpAddress: spec.privateIPAddress }),
    },
    row: { ...row, addresses: [primary] },
    first: undefined,
  };
}

function regional(
  input: Input<NATGatewaySpec>,
  { vpcID, row, observed }: { vpcID: string; row: NatGatewayRow; observed: NATGatewayObserved },
): Made {
  const base = { VpcId: vpcID, AvailabilityMode: 'regional', ConnectivityType: 'public' } as const;
  if (input.spec.availabilityZoneAddresses === undefined) return { input: base, row, first: undefined };
  const first = planAddresses(input, row, observed).zones ?? [];
  return {
    input: {
      ...base,
      AvailabilityZoneAddresses: first.map(({ zone, allocations }) => ({
        ...zone,
        AllocationIds: [...allocations],
      })),
    },
    row: {
      ...row,
      addresses: first.flatMap(({ zone, allocations }) =>
        allocations.map((allocationID) => ({
          ...bare,
          allocationID,
          zone: zone.AvailabilityZone ?? '',
          zoneID: zone.AvailabilityZoneId ?? '',
        })),
      ),
    },
    first,
  };
}

const bare = {
  allocationID: '',
  associationID: '',
  networkInterfaceID: '',
  privateIP: '',
  publicIP: '',
  primary: false,
  status: 'succeeded',
  why: '',
  zone: '',
  zoneID: '',
};
