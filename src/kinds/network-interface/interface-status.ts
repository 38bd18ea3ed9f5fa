// What the status of a NetworkInterface shows of its row.
import type { NetworkInterfaceRow } from '../../tables/network-interfaces.ts';

export function statusOf(card: NetworkInterfaceRow) {
  const at = card.attachment;
  return {
    vpcID: card.vpcID,
    subnetID: card.subnetID,
    availabilityZone: card.availabilityZone,
    macAddress: card.macAddress,
    ...(card.privateIPAddress === '' ? {} : { privateIPAddress: card.privateIPAddress }),
    secondaryPrivateIPAddresses: [...card.secondaryPrivateIPAddresses],
    ipv6Addresses: [...card.ipv6Addresses],
    ...(card.publicIP === '' ? {} : { publicIP: card.publicIP }),
    securityGroupIDs: [...card.groupIDs],
    ...(at === undefined
      ? {}
      : {
          attachment: {
            id: at.id,
            ...(at.instanceID === '' ? {} : { instanceID: at.instanceID }),
            deviceIndex: at.deviceIndex,
            state: at.state,
          },
        }),
  };
}
