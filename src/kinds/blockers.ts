// How things that stand in the way of a deletion are named: by id, type and owner, the owner being the object that
// declares it, else the AWS service that made it, else what its tags or description say.
import type { Blocker, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { NetworkInterfaceRow } from '../tables/network-interfaces.ts';

export function blockerOf(type: string, row: { id: string; tags: Tags }): Blocker {
  return {
    id: row.id,
    type,
    owner: row.tags[tagKeys.resource] ?? row.tags[tagKeys.name] ?? 'made outside of this controller',
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html: such interfaces go with the service's own resource. */
export function interfaceBlocker(row: NetworkInterfaceRow): Blocker {
  const maker = row.instanceID !== '' ? `instance ${row.instanceID}` : row.requesterID;
  const owner =
    row.tags[tagKeys.resource] ?? [maker, row.description].filter((part) => part !== '').join(': ');
  return {
    id: row.id,
    type: `network-interface (${row.type})`,
    owner: owner === '' ? 'made outside of this controller' : owner,
  };
}
