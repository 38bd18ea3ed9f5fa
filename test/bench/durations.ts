// How long EC2 is at work in a real Region, for benches in which that decides. AWS publishes no times; its waiters show the
// order of them: NatGatewayAvailable and NatGatewayDeleted look every 15 s for up to 10 min,
// https://docs.aws.amazon.com/cli/latest/reference/ec2/wait/nat-gateway-available.html
// https://docs.aws.amazon.com/cli/latest/reference/ec2/wait/nat-gateway-deleted.html
import { completeOptions, type Durations } from '../../src/sandbox/aws/core/options.ts';

/** Chosen: some of those looks. What is not named here takes a second or less, there as in the sandbox. */
export const realDurations: Durations = {
  ...completeOptions().durations,
  natPending: 120_000,
  natDeleting: 60_000,
  gatewayEndpointPending: 1_000,
};
