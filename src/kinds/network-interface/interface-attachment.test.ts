// What attaches and detaches an interface. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachNetworkInterface.html
import { describe } from 'vitest';
import { planTable } from '../../../test/support/plan-table.ts';
import { networkInterface } from './network-interface.ts';
import { card, base, withOther } from './fake-interface.ts';

const attachedTo = (InstanceId: string, DeviceIndex = 1, Status = 'attached') => ({
  Status: 'in-use',
  Attachment: { AttachmentId: 'eni-attach-1', InstanceId, DeviceIndex, Status },
});

describe('the attachment of a network interface', () => {
  const to = (instanceID: string, deviceIndex = 1) => ({ ...base, attachment: { instanceID, deviceIndex } });
  const [first, second] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
  planTable(networkInterface, [
    {
      name: 'is made',
      spec: to(first),
      own: 'eni-1',
      rows: [card()],
      expect: {
        calls: [`AttachNetworkInterface attachment null → ${first} at index 1`],
        inputs: [{ NetworkInterfaceId: 'eni-1', InstanceId: first, DeviceIndex: 1 }],
      },
    },
    {
      name: 'is as declared',
      spec: to(first),
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: {},
    },
    {
      name: 'is waited for while it comes, and does not hold the rest up',
      spec: to(first),
      own: 'eni-1',
      rows: [card(attachedTo(first, 1, 'attaching'))],
      expect: { waits: 'Updating' },
    },
    {
      name: 'does not hold other changes up while it comes',
      spec: { ...to(first), description: 'new' },
      own: 'eni-1',
      rows: [card(attachedTo(first, 1, 'attaching'))],
      expect: { calls: ['ModifyNetworkInterfaceAttribute description  → new'] },
    },
    {
      name: 'goes before the next one comes: EC2 refuses two',
      spec: to(second),
      own: 'eni-1',
      rows: [withOther(attachedTo(first), attachedTo(second, 0))],
      expect: {
        calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`],
        inputs: [{ AttachmentId: 'eni-attach-1' }],
      },
    },
    {
      name: 'stays while the next instance is not seen',
      spec: to(second),
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: { waits: 'DependencyNotFound', says: /is not seen in this account and region: correct/ },
    },
    {
      name: 'stays while the next instance runs in another zone',
      spec: to(second),
      own: 'eni-1',
      rows: [
        withOther(attachedTo(first), {
          ...attachedTo(second, 0),
          AvailabilityZone: 'ap-northeast-1c',
        }),
      ],
      expect: { waits: 'InvalidSpec', says: /name an instance of that zone/ },
    },
    ...[
      {
        name: 'stays, because that one is declared to stay',
        declared: { instanceID: second, deviceIndex: '1' },
      },
      { name: 'stays, because nobody knows of that one', declared: undefined },
      {
        name: 'stays, because that one is to go elsewhere',
        declared: { instanceID: first, deviceIndex: '2' },
      },
      {
        name: 'goes, because that one waits for its place',
        declared: { instanceID: first, deviceIndex: '1' },
        goes: true,
      },
    ].map(({ name, declared, goes = false }) => ({
      name: `to an index that another interface has: ${name}`,
      spec: to(second),
      own: 'eni-1',
      rows: [withOther(attachedTo(first), attachedTo(second))],
      declared:
        declared === undefined
          ? {}
          : {
              'eni-2': {
                'attachment.instanceID': declared.instanceID,
                'attachment.deviceIndex': declared.deviceIndex,
              },
            },
      expect: goes
        ? { calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`] }
        : {
            waits: 'Conflict' as const,
            says: /eni-2 .*at index 1: detach it, or declare another deviceIndex; until then eni-1 stays/,
          },
    })),
    {
      name: 'to an index that another interface of the same instance has: stays',
      spec: to(first, 2),
      own: 'eni-1',
      rows: [withOther(attachedTo(first), attachedTo(first, 2))],
      expect: { waits: 'Conflict' },
    },
    {
      name: 'to an index that another interface has at another network card: goes',
      spec: to(first, 2),
      own: 'eni-1',
      rows: [
        withOther(attachedTo(first), {
          Attachment: {
            AttachmentId: 'eni-attach-2',
            InstanceId: first,
            DeviceIndex: 2,
            NetworkCardIndex: 1,
          },
        }),
      ],
      expect: { calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`] },
    },
    {
      name: 'is not made at an index that another interface has',
      spec: to(first),
      own: 'eni-1',
      rows: [withOther({}, attachedTo(first))],
      expect: { waits: 'Conflict', says: /declare another deviceIndex$/ },
    },
    {
      name: 'at another index of the same instance is a move, too',
      spec: to(first, 2),
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: { calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`] },
    },
    {
      name: 'is waited for while it goes',
      spec: to(second),
      own: 'eni-1',
      rows: [card(attachedTo(first, 1, 'detaching'))],
      expect: { waits: 'Updating' },
    },
    {
      name: 'by another hand is left alone where none is declared',
      spec: base,
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: {},
    },
    {
      name: 'goes when it is declared no more',
      spec: base,
      wasSet: ['attachment'],
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: { calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`] },
    },
    {
      name: 'at index 0 is held: AWS detaches it only with the end of the instance',
      spec: to(second),
      own: 'eni-1',
      rows: [card(attachedTo(first, 0))],
      expect: { held: ['attachment Conflict'], says: /terminated/ },
    },
    {
      name: 'that stands for none leaves a free interface alone',
      spec: { ...base, attachment: { instanceID: '', deviceIndex: 1 } },
      own: 'eni-1',
      rows: [card()],
      expect: {},
    },
    {
      name: 'that is declared goes before the interface is deleted',
      spec: to(first),
      want: 'absent',
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: { calls: [`DetachNetworkInterface attachment ${first} at index 1 → null (Interrupts)`] },
    },
    {
      name: 'that goes is waited for before the interface is deleted',
      spec: to(first),
      want: 'absent',
      own: 'eni-1',
      rows: [card(attachedTo(first, 1, 'detaching'))],
      expect: { waits: 'Deleting' },
    },
    {
      name: 'by another hand blocks the deletion, and is named',
      spec: base,
      want: 'absent',
      own: 'eni-1',
      rows: [card(attachedTo(first))],
      expect: {
        waits: 'DeletionBlocked',
        says: /i-0123456789abcdef0 at index 1/,
        blockers: [`attachment of the network interface eni-attach-1 instance ${first}`],
      },
    },
    {
      name: 'of a primary interface blocks the deletion until the instance ends',
      spec: to(first),
      want: 'absent',
      own: 'eni-1',
      rows: [card(attachedTo(first, 0))],
      expect: { waits: 'DeletionBlocked', says: /terminated/ },
    },
    {
      name: 'is no more when the interface is deleted',
      spec: base,
      want: 'absent',
      own: 'eni-1',
      rows: [card()],
      expect: { blockers: [] },
    },
  ]);
});
