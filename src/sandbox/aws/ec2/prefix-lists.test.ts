import type { ManagedPrefixList } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SETTLED_MS, TestWorld } from '../testing.ts';
import { awsPrefixLists } from './aws-prefix-lists.ts';

const office = { Cidr: '198.51.100.0/24', Description: 'office' };

type Made = { world: TestWorld; PrefixListId: string };

async function made(
  more: object = {},
  options: ConstructorParameters<typeof TestWorld>[0] = {},
): Promise<Made> {
  const world = new TestWorld(options);
  const { PrefixList } = await world.call<{ PrefixList: ManagedPrefixList }>('CreateManagedPrefixList', {
    PrefixListName: 'offices',
    AddressFamily: 'IPv4',
    MaxEntries: 5,
    Entries: [office],
    ...more,
  });
  await world.pass(SETTLED_MS);
  return { world, PrefixListId: PrefixList.PrefixListId ?? '' };
}

async function shown({ world, PrefixListId }: Made): Promise<ManagedPrefixList | undefined> {
  const { PrefixLists } = await world.call<{ PrefixLists: ManagedPrefixList[] }>(
    'DescribeManagedPrefixLists',
    {
      Filters: [{ Name: 'prefix-list-id', Values: [PrefixListId] }],
    },
  );
  return PrefixLists[0];
}

async function entries({ world, PrefixListId }: Made, TargetVersion?: number): Promise<object[]> {
  const { Entries } = await world.call<{ Entries: object[] }>('GetManagedPrefixListEntries', {
    PrefixListId,
    TargetVersion,
  });
  return Entries;
}

/** A group with a rule for the list; answers how to take the rule back. */
async function groupUsing({
  world,
  PrefixListId,
}: Made): Promise<{ GroupId: string; takeBack: () => Promise<unknown> }> {
  const VpcId = await world.vpc();
  const { GroupId } = await world.call<{ GroupId: string }>('CreateSecurityGroup', {
    GroupName: 'web',
    Description: 'web',
    VpcId,
  });
  const rule = {
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }],
  };
  await world.call('AuthorizeSecurityGroupIngress', rule);
  return { GroupId, takeBack: () => world.call('RevokeSecurityGroupIngress', rule) };
}

describe('a managed prefix list', () => {
  it('changes its description when the network is added again, and keeps the old version', async () => {
    const one = await made();
    await one.world.call('ModifyManagedPrefixList', {
      PrefixListId: one.PrefixListId,
      CurrentVersion: 1,
      AddEntries: [{ Cidr: office.Cidr, Description: 'headquarters' }],
    });
    await one.world.pass(SETTLED_MS);

    expect(await entries(one)).toEqual([{ Cidr: office.Cidr, Description: 'headquarters' }]);
    expect(await entries(one, 1)).toEqual([office]);
    expect(
      await one.world.code('ModifyManagedPrefixList', {
        PrefixListId: one.PrefixListId,
        CurrentVersion: 2,
        AddEntries: [{ Cidr: office.Cidr, Description: 'headquarters' }],
      }),
    ).toBe('InvalidPrefixListModification');
  });

  it('takes one change at a time, whatever it is', async () => {
    const { world, PrefixListId } = await made();
    await world.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 6 });

    expect(await world.code('ModifyManagedPrefixList', { PrefixListId, PrefixListName: 'x' })).toBe(
      'IncorrectState',
    );
    expect(await world.code('DeleteManagedPrefixList', { PrefixListId })).toBe('IncorrectState');
  });

  it('clears host bits, and writes IPv6 in its short form', async () => {
    const one = await made({ AddressFamily: 'IPv6', Entries: [{ Cidr: '2001:DB8:0:0::1/32' }] });

    expect(await entries(one)).toEqual([{ Cidr: '2001:db8::/32' }]);
  });

  it('names the first ten of those that cannot take its growth, and stays as it was', async () => {
    const one = await made({}, { quotas: { rulesPerGroup: 10 } });
    const { GroupId } = await groupUsing(one);
    const { world, PrefixListId } = one;
    await world.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 11 });
    await world.pass(SETTLED_MS);

    expect(await shown(one)).toMatchObject({
      State: 'modify-failed',
      MaxEntries: 5,
      StateMessage: expect.stringContaining(GroupId) as string,
    });
    await world.call('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 10 });
    await world.pass(SETTLED_MS);
    expect(await shown(one)).toMatchObject({ State: 'modify-complete', MaxEntries: 10 });
    expect((await shown(one))?.StateMessage).toBeUndefined();
  });

  it('is not deleted while a rule names it: the deletion is accepted, and given up', async () => {
    const one = await made();
    const { GroupId, takeBack } = await groupUsing(one);
    const { world, PrefixListId } = one;
    await world.call('DeleteManagedPrefixList', { PrefixListId });
    expect((await shown(one))?.State).toBe('delete-in-progress');
    await world.pass(SETTLED_MS);
    expect(await shown(one)).toMatchObject({
      State: 'delete-failed',
      StateMessage: expect.stringContaining(GroupId) as string,
    });

    await takeBack();
    await world.call('DeleteManagedPrefixList', { PrefixListId });
    await world.pass(1_500);
    expect((await shown(one))?.State).toBe('delete-complete');
    expect(await world.code('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 9 })).toBe(
      'InvalidPrefixListID.NotFound',
    );
    await world.pass(SETTLED_MS);
    expect(await shown(one)).toBeUndefined();
  });

  it('answers no version that a late reader cannot see yet', async () => {
    const one = await made({}, { lag: { attributes: [10_000, 10_000] } });
    const { world, PrefixListId } = one;
    await world.pass(10_000);
    await world.call('ModifyManagedPrefixList', {
      PrefixListId,
      CurrentVersion: 1,
      RemoveEntries: [{ Cidr: office.Cidr }],
    });
    await world.pass(2_000);

    const ask = { PrefixListId, TargetVersion: 2 };
    expect(await world.code('GetManagedPrefixListEntries', ask)).toBe('InvalidParameterValue');
    await world.pass(20_000);
    expect(await world.call('GetManagedPrefixListEntries', ask)).toEqual({ Entries: [] });
  });

  it('has at most a hundred entries in a page', async () => {
    const { world, PrefixListId } = await made({ MaxEntries: 300 });
    const blocks = (from: number) =>
      Array.from({ length: 100 }, (_, at) => ({ Cidr: `10.${from}.${at}.0/24` }));
    for (const [at, CurrentVersion] of [1, 2].entries()) {
      await world.call('ModifyManagedPrefixList', { PrefixListId, CurrentVersion, AddEntries: blocks(at) });
      await world.pass(SETTLED_MS);
    }

    type Page = { Entries: object[]; NextToken?: string };
    const first = await world.call<Page>('GetManagedPrefixListEntries', { PrefixListId });
    const second = await world.call<Page>('GetManagedPrefixListEntries', {
      PrefixListId,
      NextToken: first.NextToken,
    });
    const third = await world.call<Page>('GetManagedPrefixListEntries', {
      PrefixListId,
      NextToken: second.NextToken,
    });
    expect([first, second, third].map((page) => page.Entries.length)).toEqual([100, 100, 1]);
    expect(third.NextToken).toBeUndefined();
  });
});

describe("AWS's own prefix lists", () => {
  it('stand in every region under an id of its own, and can be neither changed nor deleted', async () => {
    const world = new TestWorld();
    const { PrefixLists } = await world.call<{ PrefixLists: ManagedPrefixList[] }>(
      'DescribeManagedPrefixLists',
    );

    expect(PrefixLists.map((one) => one.PrefixListId)).toEqual(
      awsPrefixLists('us-east-1').map(({ id }) => id),
    );
    for (const { PrefixListId, Version, OwnerId } of PrefixLists) {
      expect([Version, OwnerId]).toEqual([undefined, 'AWS']);
      expect(await world.code('ModifyManagedPrefixList', { PrefixListId, MaxEntries: 3 })).toBe(
        'OperationNotPermitted',
      );
      expect(await world.code('DeleteManagedPrefixList', { PrefixListId })).toBe('OperationNotPermitted');
    }
  });
});
