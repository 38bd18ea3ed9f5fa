// Scenarios of prefix lists whose entries name an Elastic IP address.
import type { Scenario } from './scenario.ts';
import { allReady, goneAnd, idOf, key, object } from './scenario-kit.ts';
import { ACCOUNT, conditionOf, NAMESPACE, REGION, type World } from './world.ts';

const KIND = 'ManagedPrefixList';
const office = { cidr: '198.51.100.0/24', description: 'office' };
const self = key(KIND, 'list');
const list = (...entries: readonly object[]) =>
  object(KIND, 'list', { addressFamily: 'IPv4', maxEntries: 2, entries: [office, ...entries] });
const named = (cidr: string) => ({ cidr, description: 'ours' });
const address = object('ElasticIP', 'eip', {});
const second = object('ElasticIP', 'eip2', {});

/** What EC2 would tell anybody who reads the list now; undefined: there is none. */
function entriesNow(world: World) {
  const id = world.get(self)?.status?.id;
  const row = typeof id === 'string' ? world.aws.region(ACCOUNT, REGION).prefixLists.get(id) : undefined;
  return row?.versions[row.Version ?? 0];
}

function publicIP(world: World, name: string): string {
  const id = idOf(world, key('ElasticIP', name));
  return world.aws.region(ACCOUNT, REGION).addresses.get(id)?.PublicIp ?? '';
}

/** Ready, and the one entry that is ours is the address that the object of this name has now. */
function follows(name: string): (world: World) => boolean {
  return (world) => {
    if (!allReady(world)) return false;
    const ours = entriesNow(world)?.filter((entry) => entry.Description === 'ours') ?? [];
    return ours.map((entry) => entry.Cidr).join() === `${publicIP(world, name)}/32`;
  };
}

/** Worlds in whose list both entries have been. */
const complete = new WeakSet<World>();

/** Once both are in, nobody who reads the list finds it without the office, or without an address of ours. */
function neverWithoutAddress(world: World): string | undefined {
  const entries = entriesNow(world) ?? [];
  const lacks = ['office', 'ours'].filter((what) => !entries.some((entry) => entry.Description === what));
  if (lacks.length === 0) complete.add(world);
  return lacks.length === 0 || !complete.has(world)
    ? undefined
    : `the entry described as ${lacks.join()} was gone for a moment`;
}

export const addressEntryScenarios: readonly Scenario[] = [
  {
    kind: KIND,
    name: 'create with an entry for an address',
    given: [address],
    when: (world) => world.apply(list(named('elasticip/eip'))),
    goal: follows('eip'),
  },
  {
    kind: KIND,
    name: 'create before the address that an entry names',
    given: [],
    async when(world) {
      await world.apply(list(named(`elasticip/${NAMESPACE}/eip`)));
      const waits = () => conditionOf(world.get(self), 'Ready')?.reason === 'DependencyNotFound';
      if (!(await world.until(waits, 60))) throw new Error('never came: DependencyNotFound');
      await world.apply(address);
    },
    goal: follows('eip'),
  },
  {
    kind: KIND,
    name: 'edit an entry to name an address',
    given: [address, list({ cidr: '192.0.2.0/24', description: 'ours' })],
    when: (world) => world.apply(list(named('elasticip/eip'))),
    goal: follows('eip'),
    always: neverWithoutAddress,
  },
  {
    kind: KIND,
    name: 'edit an entry to name another address',
    given: [address, second, list(named('elasticip/eip'))],
    when: (world) => world.apply(list(named('elasticip/eip2'))),
    goal: follows('eip2'),
    always: neverWithoutAddress,
  },
  {
    kind: KIND,
    name: 'an address that an entry names is replaced',
    given: [address, list(named('elasticip/eip'))],
    async when(world) {
      const named = key('ElasticIP', 'eip');
      const id = idOf(world, named);
      await world.as('ReleaseAddress', { AllocationId: id });
      await world.until(() => world.get(named)?.status?.id !== id && follows('eip')(world), 180);
    },
    goal: follows('eip'),
    always: neverWithoutAddress,
  },
  {
    kind: KIND,
    name: 'delete with the address that an entry names',
    given: [address, list(named('elasticip/eip'))],
    async when(world) {
      await world.delete(key('ElasticIP', 'eip'));
      await world.delete(self);
    },
    goal: (world) => goneAnd(self)(world) && world.objects().length === 0,
  },
];
