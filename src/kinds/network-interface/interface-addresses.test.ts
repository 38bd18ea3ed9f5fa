// The addresses of an interface, as properties. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, planIn, rowsOf } from '../../../test/support/plan-table.ts';
import { type NetworkInterfaceRow, networkInterfaces } from '../../tables/network-interfaces.ts';
import { networkInterface } from './network-interface.ts';
import { ours, net, base } from './fake-interface.ts';

describe('the addresses of a network interface', () => {
  const address = fc.integer({ min: 20, max: 40 }).map((n) => `10.0.1.${n}`);
  const made = networkInterfaces.keep(ours);

  it('are as declared after the plan was carried out once, whatever there was', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(address, { maxLength: 8 }),
        fc.oneof(
          fc.uniqueArray(address, { maxLength: 8 }).map((list) => ({ secondaryPrivateIPAddresses: list })),
          fc.integer({ min: 0, max: 8 }).map((count) => ({ secondaryPrivateIPAddressCount: count })),
        ),
        (has, wanted) => {
          const before = { ...made, secondaryPrivateIPAddresses: has };
          const first = addressPlan(before, wanted);
          const after = first.reduce(carriedOut, before);

          expect(addressPlan(after, wanted)).toEqual([]);
          expect(first.map((action) => action.operation)).not.toContain('ModifyNetworkInterfaceAttribute');
        },
      ),
    );
  });

  function addressPlan(row: NetworkInterfaceRow, wanted: object) {
    const world = { spec: { ...base, ...wanted }, own: 'eni-1', rows: [rowsOf(networkInterfaces, row), net] };
    return callsOf(planIn(networkInterface, world).plan);
  }

  /** As EC2 does it: a count takes addresses that nobody has. */
  function carriedOut(
    row: NetworkInterfaceRow,
    action: ReturnType<typeof callsOf>[number],
  ): NetworkInterfaceRow {
    const has = row.secondaryPrivateIPAddresses;
    if (action.operation === 'AssignPrivateIpAddresses') {
      const { PrivateIpAddresses, SecondaryPrivateIpAddressCount: count = 0 } = action.input;
      const fresh = Array.from({ length: count }, (_, i) => `10.0.1.${100 + has.length + i}`);
      return { ...row, secondaryPrivateIPAddresses: [...has, ...(PrivateIpAddresses ?? fresh)] };
    }
    if (action.operation !== 'UnassignPrivateIpAddresses') return row;
    const gone = action.input.PrivateIpAddresses ?? [];
    return { ...row, secondaryPrivateIPAddresses: has.filter((one) => !gone.includes(one)) };
  }
});
