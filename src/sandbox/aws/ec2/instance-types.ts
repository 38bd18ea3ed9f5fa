// What an instance type limits: how many network interfaces it has, and how many addresses each of them. A few types
// stand for all; another one is refused.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html
import { invalidValue } from '../core/error.ts';

export type InstanceType = {
  readonly interfaces: number;
  readonly ipv4PerInterface: number;
  readonly ipv6PerInterface: number;
};

const TYPES: Readonly<Record<string, InstanceType>> = {
  't3.micro': { interfaces: 2, ipv4PerInterface: 2, ipv6PerInterface: 2 },
  't3.medium': { interfaces: 3, ipv4PerInterface: 6, ipv6PerInterface: 6 },
  'm5.large': { interfaces: 3, ipv4PerInterface: 10, ipv6PerInterface: 10 },
};

export function typeOf(name: string): InstanceType {
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  return type ?? invalidValue('InstanceType', name, `The sandbox knows ${Object.keys(TYPES).join(', ')}.`);
}
