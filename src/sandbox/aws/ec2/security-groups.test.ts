import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { TestWorld } from '../testing.ts';

type Setting = { world: TestWorld; VpcId: string; GroupId: string };

async function setting(options?: ConstructorParameters<typeof TestWorld>[0]): Promise<Setting> {
  const world = new TestWorld(options);
  const VpcId = await world.vpc();
  return { world, VpcId, GroupId: await group(world, VpcId, 'web') };
}

async function group(world: TestWorld, VpcId: string, GroupName: string): Promise<string> {
  return (
    await world.call<{ GroupId: string }>('CreateSecurityGroup', { VpcId, GroupName, Description: 'd' })
  ).GroupId;
}

function tcp(port: number, ...blocks: string[]) {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: blocks.map((CidrIp) => ({ CidrIp })) };
}

async function describeGroup({ world, GroupId }: Setting): Promise<SecurityGroup> {
  const { SecurityGroups } = await world.call<{ SecurityGroups: SecurityGroup[] }>('DescribeSecurityGroups', {
    GroupIds: [GroupId],
  });
  return SecurityGroups[0] ?? {};
}

describe('CreateSecurityGroup', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  test.each([
    ['WEB ', 'InvalidGroup.Duplicate', 'names are compared without case and trailing spaces'],
    ['default', 'InvalidGroup.Reserved', 'reserved'],
    ['sg-web', 'InvalidParameterValue', 'looks like an id'],
    ['wëb', 'InvalidParameterValue', 'character'],
    ['x'.repeat(256), 'InvalidParameterValue', 'too long'],
    ['other', 'OK', 'free'],
  ])('answers the name %s with %s: %s', async (GroupName, code) => {
    const { world, VpcId } = await setting();
    expect(await world.code('CreateSecurityGroup', { VpcId, GroupName, Description: 'd' })).toBe(code);
  });

  it('begins with all egress allowed', async () => {
    const made = await setting();
    const { IpPermissions, IpPermissionsEgress } = await describeGroup(made);
    expect(IpPermissions).toEqual([]);
    expect(IpPermissionsEgress).toMatchObject([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    expect(IpPermissionsEgress?.[0]).not.toHaveProperty('FromPort');
  });
});

describe('rules', () => {
  it('are stored one by one and described gathered by protocol and ports', async () => {
    const made = await setting();
    const { world, GroupId } = made;
    const IpPermissions = [
      tcp(443, '10.0.0.0/8', '192.168.1.1/24'),
      { ...tcp(80), Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0::/32' }] },
    ];
    const answer = await world.call<{ SecurityGroupRules: SecurityGroupRule[] }>(
      'AuthorizeSecurityGroupIngress',
      { GroupId, IpPermissions },
    );
    expect(answer.SecurityGroupRules.map((rule) => rule.CidrIpv4 ?? rule.CidrIpv6)).toEqual([
      '10.0.0.0/8',
      '192.168.1.0/24',
      '2001:db8::/32',
    ]);
    const described = (await describeGroup(made)).IpPermissions;
    expect(described).toMatchObject([
      { FromPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.168.1.0/24' }] },
      { FromPort: 80, Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] },
    ]);
  });

  it('are refused as a whole when one is there already', async () => {
    const { world, GroupId } = await setting();
    await world.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(443, '10.0.0.0/8')] });
    const both = {
      GroupId,
      IpPermissions: [tcp(80, '10.0.0.0/8'), { ...tcp(443, '10.1.2.3/8'), IpProtocol: '6' }],
    };
    expect(await world.code('AuthorizeSecurityGroupIngress', both)).toBe('InvalidPermission.Duplicate');
    const twice = { GroupId, IpPermissions: [tcp(80, '10.0.0.0/8'), tcp(80, '10.0.0.0/8')] };
    expect(await world.code('AuthorizeSecurityGroupIngress', twice)).toBe('InvalidParameterValue');
    expect(
      world.region().securityGroupRules.filter((rule) => rule.GroupId === GroupId && !rule.IsEgress),
    ).toHaveLength(1);
  });

  it('revokes nothing when one of them is missing', async () => {
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html
    const { world, GroupId } = await setting();
    await world.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(443, '10.0.0.0/8')] });
    const IpPermissions = [tcp(443, '10.0.0.0/8'), tcp(80, '10.0.0.0/8')];
    expect(await world.code('RevokeSecurityGroupIngress', { GroupId, IpPermissions })).toBe(
      'InvalidPermission.NotFound',
    );
    expect(
      world.region().securityGroupRules.filter((rule) => !rule.IsEgress && rule.GroupId === GroupId),
    ).toHaveLength(1);
    expect(
      await world.code('RevokeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(443, '10.0.0.0/8')] }),
    ).toBe('OK');
  });

  it('are counted per direction and family, group references for both', async () => {
    const { world, GroupId } = await setting({ quotas: { rulesPerGroup: 2 } });
    const ipv4 = { GroupId, IpPermissions: [tcp(1, '10.0.0.0/8'), tcp(2, '10.0.0.0/8')] };
    expect(await world.code('AuthorizeSecurityGroupIngress', ipv4)).toBe('OK');
    const ipv6 = { GroupId, IpPermissions: [{ ...tcp(1), Ipv6Ranges: [{ CidrIpv6: '::/0' }] }] };
    expect(await world.code('AuthorizeSecurityGroupIngress', ipv6)).toBe('OK');
    const self = { GroupId, IpPermissions: [{ ...tcp(3), UserIdGroupPairs: [{ GroupId }] }] };
    expect(await world.code('AuthorizeSecurityGroupIngress', self)).toBe(
      'RulesPerSecurityGroupLimitExceeded',
    );
  });

  it('can be modified in place, but not in the kind of their source', async () => {
    const { world, GroupId } = await setting();
    const { SecurityGroupRules } = await world.call<{ SecurityGroupRules: SecurityGroupRule[] }>(
      'AuthorizeSecurityGroupIngress',
      {
        GroupId,
        IpPermissions: [tcp(443, '10.0.0.0/8')],
      },
    );
    const SecurityGroupRuleId = SecurityGroupRules[0]?.SecurityGroupRuleId;
    const modify = (rule: object) =>
      world.code('ModifySecurityGroupRules', {
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: rule }],
      });
    const base = { IpProtocol: 'tcp', FromPort: 444, ToPort: 444 };
    expect(await modify({ ...base, CidrIpv6: '::/0' })).toBe('InvalidParameterValue');
    expect(await modify({ ...base, CidrIpv4: '10.0.0.0/9', Description: 'new' })).toBe('OK');
    expect(world.region().securityGroupRules.get(SecurityGroupRuleId ?? '')).toMatchObject({
      FromPort: 444,
      CidrIpv4: '10.0.0.0/9',
      Description: 'new',
    });
  });

  it('change their description by rule or by id', async () => {
    const { world, GroupId } = await setting();
    await world.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [tcp(443, '10.0.0.0/8')] });
    const IpPermissions = [{ ...tcp(443), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'said' }] }];
    await world.call('UpdateSecurityGroupRuleDescriptionsIngress', { GroupId, IpPermissions });
    const rule = world.region().securityGroupRules.find((row) => row.CidrIpv4 === '10.0.0.0/8');
    expect(rule?.Description).toBe('said');
    const SecurityGroupRuleDescriptions = [{ SecurityGroupRuleId: rule?.SecurityGroupRuleId }];
    await world.call('UpdateSecurityGroupRuleDescriptionsIngress', {
      GroupId,
      SecurityGroupRuleDescriptions,
    });
    expect(world.region().securityGroupRules.find((row) => row.CidrIpv4 === '10.0.0.0/8')).not.toHaveProperty(
      'Description',
    );
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
  test.each<[object, string, string]>([
    [
      { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      'InvalidParameterValue',
      'tcp without ports',
    ],
    [{ ...tcp(80, '10.0.0.0/8'), FromPort: 81 }, 'InvalidParameterValue', 'from above to'],
    [
      { IpProtocol: 'nonsense', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      'InvalidPermission.Malformed',
      'protocol',
    ],
    [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0' }] }, 'InvalidParameterValue', 'no block'],
    [
      { IpProtocol: 'icmp', FromPort: -1, ToPort: 3, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
      'InvalidParameterValue',
      'code without type',
    ],
    [{ IpProtocol: '-1' }, 'MissingParameter', 'no source'],
    [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-00000000000000000' }] },
      'InvalidGroup.NotFound',
      'unknown group',
    ],
    [{ IpProtocol: '50', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }, 'OK', 'protocol by number'],
  ])('%j: %s, %s', async (permission, code) => {
    const { world, GroupId } = await setting();
    expect(await world.code('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permission] })).toBe(
      code,
    );
  });

  it('end up the same whatever the order in which they were given', async () => {
    const permissions = [
      tcp(80, '10.0.0.0/8', '11.0.0.0/8'),
      tcp(443, '10.0.0.0/8'),
      { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] },
    ];
    const keys = async (given: typeof permissions) => {
      const { world, GroupId } = await setting();
      await world.call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: given });
      const rules = world.region().securityGroupRules.filter((rule) => rule.GroupId === GroupId);
      return rules
        .map((rule) => `${rule.IpProtocol}${rule.FromPort}${rule.CidrIpv4 ?? rule.CidrIpv6}`)
        .sort();
    };
    const expected = await keys(permissions);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(permissions, { minLength: permissions.length }), async (given) => {
        expect(await keys(given)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

describe('DeleteSecurityGroup', () => {
  it('is refused while another group or an interface needs it', async () => {
    const { world, VpcId, GroupId } = await setting();
    const other = await group(world, VpcId, 'db');
    const IpPermissions = [{ ...tcp(5432), UserIdGroupPairs: [{ GroupId }] }];
    await world.call('AuthorizeSecurityGroupIngress', { GroupId: other, IpPermissions });
    expect(await world.code('DeleteSecurityGroup', { GroupId })).toBe('DependencyViolation');
    await world.call('RevokeSecurityGroupIngress', { GroupId: other, IpPermissions });
    const SubnetId = await world.subnet(VpcId);
    const { NetworkInterface } = await world.call<{ NetworkInterface: { NetworkInterfaceId: string } }>(
      'CreateNetworkInterface',
      {
        SubnetId,
        Groups: [GroupId],
      },
    );
    expect(await world.code('DeleteSecurityGroup', { GroupId })).toBe('DependencyViolation');
    const { NetworkInterfaceId } = NetworkInterface;
    await world.call('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [other] });
    expect(await world.code('DeleteSecurityGroup', { GroupId })).toBe('OK');
    expect(world.region().securityGroupRules.filter((rule) => rule.GroupId === GroupId)).toEqual([]);
  });

  it('never takes the default group', async () => {
    const { world } = await setting();
    const [first] = world.region().securityGroups.values();
    expect(await world.code('DeleteSecurityGroup', { GroupId: first?.GroupId })).toBe('CannotDelete');
  });
});
