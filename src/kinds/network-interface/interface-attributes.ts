// The attributes of a network interface. ModifyNetworkInterfaceAttribute takes one per call.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
import type { Action } from '../../model/kind.ts';
import type { NetworkInterfaceRow } from '../../tables/network-interfaces.ts';
import { change } from '../planning.ts';
import type { NetworkInterfaceSpec } from './network-interface.schema.ts';

export function planAttributes(spec: NetworkInterfaceSpec, card: NetworkInterfaceRow): readonly Action[] {
  const { description, sourceDestCheck: check } = spec;
  const describe: Action = {
    role: 'home',
    operation: 'ModifyNetworkInterfaceAttribute',
    does: 'set',
    input: { NetworkInterfaceId: card.id, Description: { Value: description ?? '' } },
    changes: [
      change('description', {
        from: card.description,
        to: description ?? '',
        why: 'the description differs from what is declared',
      }),
    ],
  };
  const set: Action = {
    role: 'home',
    operation: 'ModifyNetworkInterfaceAttribute',
    does: 'set',
    input: { NetworkInterfaceId: card.id, SourceDestCheck: { Value: check } },
    changes: [
      change('sourceDestCheck', {
        from: card.sourceDestCheck,
        to: check ?? true,
        risk: check === false ? 'None' : 'Interrupts',
        why:
          check === false
            ? 'forwarded packets are to pass'
            : 'AWS is to check addresses; packets that are only forwarded are dropped',
      }),
    ],
  };
  return [
    ...(description === undefined || description === card.description ? [] : [describe]),
    ...(check === undefined || check === card.sourceDestCheck ? [] : [set]),
  ];
}
