// How a NAT gateway refuses one address too many. Separate because zonal and regional ones refuse alike.
import { fail } from '../core/error.ts';

/** AWS's pages name no code of its own for these two quotas. */
export function tooManyAddresses(most: number): never {
  fail('AddressLimitExceeded', `A NAT gateway can have ${most} addresses at most.`);
}
