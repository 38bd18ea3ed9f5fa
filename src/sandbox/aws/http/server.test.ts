import * as EC2 from '@aws-sdk/client-ec2';
import * as STS from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SeededRandom, VirtualClock } from '../../../model/virtual-clock.ts';
import { AwsSimulator } from '../simulator.ts';
import { type AwsServer, startAwsServer } from './server.ts';

const clock = new VirtualClock();
const simulator = new AwsSimulator({
  clock,
  random: new SeededRandom(1),
  options: { latency: { answer: [0, 0] } },
});
let server: AwsServer;
let ec2: EC2.EC2Client;

type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
const OWN: Credentials = { accessKeyId: 'AKIASANDBOX111111111', secretAccessKey: 'none' };

function settings(credentials: Credentials = OWN, region = 'us-east-1') {
  return { region, endpoint: server.url, credentials, maxAttempts: 1 };
}

beforeAll(async () => {
  server = await startAwsServer({ simulator });
  ec2 = new EC2.EC2Client(settings());
});
afterAll(() => server.close());
beforeEach(() => simulator.reset());
afterEach(() => expect(simulator.defects).toEqual([]));

async function settle(): Promise<void> {
  await clock.run(clock.monotonic() + 5000);
}

async function createVpc(CidrBlock = '10.0.0.0/16'): Promise<string> {
  const { Vpc } = await ec2.send(new EC2.CreateVpcCommand({ CidrBlock }));
  await settle();
  return Vpc?.VpcId ?? '';
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'OK',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

describe('the real EC2 client', () => {
  it('creates and describes VPCs and subnets with tags, text escaped', async () => {
    const Tags = [{ Key: 'a<b>&"c', Value: ' ü\n' }];
    const { Vpc } = await ec2.send(
      new EC2.CreateVpcCommand({
        CidrBlock: '10.0.0.0/16',
        TagSpecifications: [{ ResourceType: 'vpc', Tags }],
      }),
    );
    expect(Vpc).toMatchObject({ State: 'pending', IsDefault: false, Tags });
    await settle();
    const { Subnet } = await ec2.send(
      new EC2.CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/24' }),
    );
    expect(Subnet).toMatchObject({ AvailableIpAddressCount: 251, MapPublicIpOnLaunch: false, Tags: [] });
    const { Vpcs, $metadata } = await ec2.send(
      new EC2.DescribeVpcsCommand({ Filters: [{ Name: 'tag-key', Values: ['a<*'] }] }),
    );
    expect(Vpcs).toMatchObject([{ State: 'available', Tags }]);
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.any(String) });
  });

  it('pages with the SDK paginator', async () => {
    const VpcId = await createVpc();
    for (let i = 0; i < 12; i++)
      await ec2.send(new EC2.CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${i}.0/24` }));
    const sizes: (number | undefined)[] = [];
    for await (const page of EC2.paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {}))
      sizes.push(page.Subnets?.length);
    expect(sizes).toEqual([5, 5, 2]);
  });

  it('waits with the SDK waiter', async () => {
    const VpcId = await createVpc();
    const { state } = await EC2.waitUntilVpcAvailable({ client: ec2, maxWaitTime: 60 }, { VpcIds: [VpcId] });
    expect(state).toBe('SUCCESS');
  });

  it('works the route table and gateway calls', async () => {
    const VpcId = await createVpc();
    const { RouteTable } = await ec2.send(new EC2.CreateRouteTableCommand({ VpcId }));
    const { InternetGateway } = await ec2.send(new EC2.CreateInternetGatewayCommand({}));
    const { InternetGatewayId } = InternetGateway ?? {};
    await ec2.send(new EC2.AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
    const { RouteTableId } = RouteTable ?? {};
    await ec2.send(
      new EC2.CreateRouteCommand({
        RouteTableId,
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: InternetGatewayId,
      }),
    );
    const { RouteTables } = await ec2.send(
      new EC2.DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId ?? ''] }),
    );
    expect(RouteTables?.[0]?.Routes).toMatchObject([
      { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
      { GatewayId: InternetGatewayId, Origin: 'CreateRoute', State: 'active' },
    ]);
    const { InternetGateways } = await ec2.send(new EC2.DescribeInternetGatewaysCommand({}));
    expect(InternetGateways?.[0]?.Attachments).toMatchObject([{ VpcId, State: 'available' }]);
  });

  it('works the security group calls', async () => {
    const VpcId = await createVpc();
    const { GroupId } = await ec2.send(
      new EC2.CreateSecurityGroupCommand({ VpcId, GroupName: 'web', Description: 'd' }),
    );
    const IpPermissions = [
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }],
      },
    ];
    const made = await ec2.send(new EC2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(made.SecurityGroupRules).toMatchObject([
      { IsEgress: false, FromPort: 443, CidrIpv4: '0.0.0.0/0', Description: 'all' },
    ]);
    const { SecurityGroups } = await ec2.send(
      new EC2.DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }),
    );
    expect(SecurityGroups?.[0]?.IpPermissions).toMatchObject(IpPermissions);
    const ids = (made.SecurityGroupRules ?? []).map((rule) => rule.SecurityGroupRuleId ?? '');
    await ec2.send(new EC2.RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: ids }));
    const rules = await ec2.send(
      new EC2.DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GroupId ?? ''] }] }),
    );
    expect(rules.SecurityGroupRules).toMatchObject([{ IsEgress: true }]);
  });

  it('works peering, interfaces, ACLs and tags', async () => {
    const VpcId = await createVpc();
    const PeerVpcId = await createVpc('10.1.0.0/16');
    const { VpcPeeringConnection } = await ec2.send(
      new EC2.CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId }),
    );
    expect(VpcPeeringConnection?.ExpirationTime).toBeInstanceOf(Date);
    await settle();
    const { VpcPeeringConnectionId } = VpcPeeringConnection ?? {};
    await ec2.send(new EC2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await settle();
    const { VpcPeeringConnections } = await ec2.send(new EC2.DescribeVpcPeeringConnectionsCommand({}));
    expect(VpcPeeringConnections).toMatchObject([
      { Status: { Code: 'active' }, AccepterVpcInfo: { CidrBlock: '10.1.0.0/16' } },
    ]);
    const { Subnet } = await ec2.send(new EC2.CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
    const { NetworkInterface } = await ec2.send(
      new EC2.CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId }),
    );
    expect(NetworkInterface).toMatchObject({ VpcId, PrivateIpAddress: '10.0.0.4', TagSet: [] });
    const { NetworkAcls } = await ec2.send(
      new EC2.DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    );
    expect(NetworkAcls?.[0]?.Associations?.[0]?.SubnetId).toBe(Subnet?.SubnetId);
    await ec2.send(new EC2.CreateTagsCommand({ Resources: [VpcId], Tags: [{ Key: 'a', Value: 'b' }] }));
    const { Tags } = await ec2.send(new EC2.DescribeTagsCommand({}));
    expect(Tags).toEqual([{ Key: 'a', Value: 'b', ResourceId: VpcId, ResourceType: 'vpc' }]);
  });

  it('gets the codes, statuses and messages of errors', async () => {
    const error: unknown = await ec2
      .send(new EC2.DescribeVpcsCommand({ VpcIds: ['vpc-00000000000000000'] }))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(EC2.EC2ServiceException);
    expect(error).toMatchObject({
      name: 'InvalidVpcID.NotFound',
      message: "The vpc ID 'vpc-00000000000000000' does not exist",
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
    expect(await codeOf(ec2.send(new EC2.CreateKeyPairCommand({ KeyName: 'key' })))).toBe('InvalidAction');
    expect(await codeOf(ec2.send(new EC2.CreateVpcCommand({ Ipv4IpamPoolId: 'x' })))).toBe(
      'UnknownParameter',
    );
    expect(await codeOf(ec2.send(new EC2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true })))).toBe(
      'DryRunOperation',
    );
  });

  it('is refused parameters that no schema has', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIASANDBOX111111111/20260101/us-east-1/ec2/aws4_request',
      },
      body: 'Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-1&Nonsense.1=x',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      '<Code>UnknownParameter</Code><Message>The parameter Nonsense.1 is not recognized</Message>',
    );
  });

  it('sees a lost answer as no answer', async () => {
    simulator.faults.add({ operation: 'CreateVpc', kind: 'lost-answer', times: 1 });
    const error: unknown = await ec2
      .send(new EC2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('$metadata.httpStatusCode');
    expect(simulator.region('111111111111', 'us-east-1').vpcs.size).toBe(1);
  });
});

describe('the real STS client', () => {
  it('tells who it is, becomes a role of another account, and expires on the clock', async () => {
    const sts = new STS.STSClient(settings());
    expect(await sts.send(new STS.GetCallerIdentityCommand({}))).toMatchObject({ Account: '111111111111' });
    const RoleArn = 'arn:aws:iam::222222222222:role/network';
    const Tags = [{ Key: 'namespace', Value: 'team' }];
    const { Credentials } = await sts.send(
      new STS.AssumeRoleCommand({
        RoleArn,
        RoleSessionName: 'vpcraft',
        DurationSeconds: 900,
        ExternalId: 'x',
        Tags,
      }),
    );
    const assumed = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    expect(Credentials?.Expiration?.getTime()).toBe(clock.now() + 900_000);
    const there = new EC2.EC2Client(settings(assumed, 'eu-west-1'));
    await there.send(new EC2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect(simulator.region('222222222222', 'eu-west-1').vpcs.size).toBe(1);
    const who = await new STS.STSClient(settings(assumed)).send(new STS.GetCallerIdentityCommand({}));
    expect(who.Arn).toBe('arn:aws:sts::222222222222:assumed-role/network/vpcraft');
    await clock.run(clock.monotonic() + 900_000);
    expect(await codeOf(there.send(new EC2.DescribeVpcsCommand({})))).toBe('RequestExpired');
  });

  it('is refused with unknown keys', async () => {
    const nobody = settings({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' });
    expect(await codeOf(new STS.STSClient(nobody).send(new STS.GetCallerIdentityCommand({})))).toBe(
      'InvalidClientTokenId',
    );
    expect(await codeOf(new EC2.EC2Client(nobody).send(new EC2.DescribeVpcsCommand({})))).toBe('AuthFailure');
  });
});

describe('the control endpoints', () => {
  const post = (path: string, body: unknown) =>
    fetch(`${server.url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });

  it('arm faults, show ledger and state, and reset', async () => {
    expect((await post('faults', { operation: 'CreateVpc', kind: 'throttle', times: 1 })).status).toBe(200);
    expect(await codeOf(createVpc())).toBe('RequestLimitExceeded');
    const VpcId = await createVpc();
    const ledger: unknown = await (await fetch(`${server.url}/_sandbox/ledger?code=OK`)).json();
    expect(ledger).toMatchObject({
      counts: { CreateVpc: 2 },
      entries: [{ operation: 'CreateVpc', tookEffect: true }],
    });
    const state: unknown = await (await fetch(`${server.url}/_sandbox/state`)).json();
    expect(state).toMatchObject([{ account: '111111111111', region: 'us-east-1', vpcs: [{ VpcId }] }]);
    expect(state).toHaveProperty([0, 'natGateways'], []);
    await post('reset', {});
    expect(simulator.regions()).toEqual([]);
  });

  it('refuse what they do not know', async () => {
    expect((await post('faults', { operation: 'CreateVpc', kind: 'nonsense' })).status).toBe(400);
    expect((await post('faults', { operation: 'CreateVpc', kind: 'throttle', time: 1 })).status).toBe(400);
    expect((await post('nonsense', {})).status).toBe(404);
  });

  it('expire the credentials of an account', async () => {
    await post('credentials', { account: '111111111111', expired: true });
    expect(await codeOf(createVpc())).toBe('RequestExpired');
    await post('credentials', { account: '111111111111', expired: false });
    expect(await codeOf(createVpc())).toBe('OK');
  });
});
