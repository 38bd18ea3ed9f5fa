// Which instance a network interface is attached to.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html, API_DetachNetworkInterface.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/network-interface-attachments.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { combination, fail, invalidValue, missing } from '../core/error.ts';
import { checkId, notFound, required } from '../core/ids.ts';
import { type Call, type Operation, type World, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { InstanceRow, NetworkInterfaceRow } from '../core/rows.ts';
import { typeOf } from './instance-types.ts';

export const INTERFACE_ATTACHMENT_OPERATIONS: Readonly<Record<string, Operation>> = {
  AttachNetworkInterface: writes<EC2.AttachNetworkInterfaceRequest, EC2.AttachNetworkInterfaceResult>({
    accepts: { NetworkInterfaceId: true, InstanceId: true, DeviceIndex: true, DryRun: true },
    run: attach,
  }),
  DetachNetworkInterface: writes<EC2.DetachNetworkInterfaceRequest, object>({
    accepts: { AttachmentId: true, Force: true, DryRun: true },
    run: detach,
  }),
};

export function attachedTo(region: Region, instanceId: string): NetworkInterfaceRow[] {
  return region.networkInterfaces.filter((row) => row.Attachment?.InstanceId === instanceId);
}

function attach(
  { world, region }: Call,
  input: EC2.AttachNetworkInterfaceRequest,
): EC2.AttachNetworkInterfaceResult {
  const row = required(region.networkInterfaces, 'networkInterface', input.NetworkInterfaceId);
  const instance = required(region.instances, 'instance', input.InstanceId);
  const index = input.DeviceIndex ?? missing('deviceIndex');
  if (row.Attachment !== undefined || row.Status === 'in-use')
    fail('InvalidNetworkInterface.InUse', `Interface: [${row.NetworkInterfaceId}] in use.`);
  checkPlace(region, { row, instance, index });
  return { AttachmentId: attachRow(world, region, { row, instance, index }), NetworkCardIndex: 0 };
}

export type Place = { row: NetworkInterfaceRow; instance: InstanceRow; index: number };

/**
 * Same page as above: running or stopped, one zone, a free index, and as many as the type allows. The instance may lie in
 * another VPC of the account: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/scenarios-enis.html,
 * https://aws.amazon.com/about-aws/whats-new/2023/10/multi-vpc-eni-attachments/
 */
function checkPlace(region: Region, { row, instance, index }: Place): void {
  if (!['pending', 'running', 'stopped'].includes(instance.State.Name))
    fail('IncorrectInstanceState', `The instance '${instance.InstanceId}' is ${instance.State.Name}.`);
  if (row.AvailabilityZone !== instance.AvailabilityZone)
    combination(
      'You may not attach a network interface to an instance if they are not in the same availability zone',
    );
  const others = attachedTo(region, instance.InstanceId);
  if (others.some((other) => other.Attachment?.DeviceIndex === index))
    invalidValue(
      'deviceIndex',
      index,
      `Instance '${instance.InstanceId}' already has an interface attached at device index '${index}'.`,
    );
  if (others.length >= typeOf(instance.InstanceType).interfaces)
    fail(
      'AttachmentLimitExceeded',
      `Interface count ${others.length + 1} exceeds the limit for ${instance.InstanceType}`,
    );
}

/** @returns the id of the attachment */
export function attachRow(
  world: World,
  region: Region,
  { row, instance, index }: Place,
  DeleteOnTermination = false,
): string {
  const AttachmentId = region.id('eni-attach');
  const attachment: EC2.NetworkInterfaceAttachment = {
    AttachmentId,
    AttachTime: world.date(),
    DeleteOnTermination,
    DeviceIndex: index,
    NetworkCardIndex: 0,
    InstanceId: instance.InstanceId,
    InstanceOwnerId: region.account,
    Status: 'attaching',
  };
  region.networkInterfaces.put({ ...row, Status: 'in-use', Attachment: attachment });
  world.later(world.options.durations.interfaceAttaching, region, () => {
    const now = region.networkInterfaces.get(row.NetworkInterfaceId);
    if (now?.Attachment?.AttachmentId === AttachmentId && now.Attachment.Status === 'attaching')
      region.networkInterfaces.put({ ...now, Attachment: { ...now.Attachment, Status: 'attached' } });
  });
  return AttachmentId;
}

function detach({ world, region }: Call, input: EC2.DetachNetworkInterfaceRequest): object {
  const id = input.AttachmentId ?? missing('attachmentId');
  checkId('networkInterfaceAttachment', id);
  const row = region.networkInterfaces.find((one) => one.Attachment?.AttachmentId === id);
  if (row?.Attachment === undefined) return notFound('networkInterfaceAttachment', id);
  if (row.Attachment.DeviceIndex === 0)
    fail('OperationNotPermitted', 'The network interface at device index 0 cannot be detached.');
  if (row.Attachment.Status === 'detaching') return {};
  detachRow(world, region, row);
  return {};
}

export function detachRow(world: World, region: Region, row: NetworkInterfaceRow): void {
  const id = row.Attachment?.AttachmentId;
  region.networkInterfaces.put({ ...row, Attachment: { ...row.Attachment, Status: 'detaching' } });
  world.later(world.options.durations.interfaceDetaching, region, () => {
    const now = region.networkInterfaces.get(row.NetworkInterfaceId);
    if (now?.Attachment?.AttachmentId !== id) return;
    const { Attachment: _, ...free } = now ?? row;
    region.networkInterfaces.put({ ...free, Status: 'available' });
  });
}
