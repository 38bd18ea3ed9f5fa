// A flow log. EC2 changes nothing of it, so a changed declaration makes another one:
//
//   what changed                                          the other one
//   ------------------------------------------------------------------------------------------------------
//   resource, traffic, destination or format              beside the old one, which goes when it is active
//   only interval, files, partitions or role              after the old one: EC2 refuses two that are alike
//   anything, and the resource has as many as it can have after the old one: EC2 refuses a third
//
// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-flow-logs.html
import {
  type Action,
  defineKind,
  type Held,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { type FlowLogRow, flowLogs } from '../../tables/flow-logs.ts';
import { change, creation, refuse, waitFor } from '../planning.ts';
import { type Design, designOf, type Difference, differences, requestOf } from './flow-log-design.ts';
import { flowLogSchema, type FlowLogSpec } from './flow-log.schema.ts';

export type FlowLogObserved = {
  log: FlowLogRow | undefined;
  /** Flow logs on the declared resource; asked only where one is to be replaced. */
  beside: readonly FlowLogRow[];
};

/** Flow logs of one VPC, subnet or interface. It cannot be raised. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MOST_PER_RESOURCE = 2;
const ROLE_PATH = 'destination.cloudWatchLogs';

const main: Part<FlowLogRow> = {
  name: 'main',
  role: 'home',
  table: flowLogs,
  ownedBy: { tagType: 'vpc-flow-log' },
  // Beside the token: a second one that is alike is refused. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  create: {
    operation: 'CreateFlowLogs',
    once: 'token',
    clash: {
      codes: ['FlowLogAlreadyExists'],
      field: 'destination',
      cure: 'choose another destination or traffic type',
      index: 'resource-id',
      key: (input: Input<FlowLogSpec>) => designOf(input).resource?.id,
      is: isAlike,
    },
    mayReturnExisting: false,
    idPath: 'FlowLogIds.0',
  },
  destroy: {
    operation: 'DeleteFlowLogs',
    input: (id) => ({ FlowLogIds: [id] }),
    goneCodes: ['InvalidFlowLogId.NotFound'],
  },
  // EC2 knows no other word than ACTIVE. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html
  state: (row) => (row.state === 'ACTIVE' || row.state === '' ? 'ready' : 'settling'),
  word: (row) => row.state,
  arnResource: (id) => `vpc-flow-log/${id}`,
};

const network = {
  needs: 'id',
  missing: 'wait',
  holdsTarget: true,
  releasable: false,
  verb: 'change',
} as const;

export const flowLog = defineKind({
  names: {
    kind: 'FlowLog',
    plural: 'flowlogs',
    singular: 'flowlog',
    shortName: 'fl',
    columns: [
      {
        name: 'Resource',
        jsonPath: '.status.resourceID',
        type: 'string',
        priority: 0,
        description: 'VPC, subnet or network interface.',
      },
      {
        name: 'Delivery',
        jsonPath: '.status.delivery',
        type: 'string',
        priority: 0,
        description: 'Whether records arrive.',
      },
      {
        name: 'Traffic',
        jsonPath: '.status.trafficType',
        type: 'string',
        priority: 1,
        description: 'Which traffic is recorded.',
      },
      {
        name: 'Destination',
        jsonPath: '.status.destinationARN',
        type: 'string',
        priority: 1,
        description: 'Where the records go.',
      },
    ],
  },
  about: 'Records of the IP traffic of a VPC, a subnet or a network interface.',
  schema: flowLogSchema,
  defaults: { trafficType: 'All' },
  // An empty format stands for the default one.
  resets: { trafficType: 'All', logFormat: '', maxAggregationIntervalSeconds: 600 },
  immutable: [],
  references: [
    { path: 'vpcRef', to: ['VPC'], ...network, places: true },
    { path: 'subnetRef', to: ['Subnet'], ...network, places: true },
    { path: 'networkInterfaceRef', to: ['NetworkInterface'], ...network, places: true },
  ],
  parts: [main],
  writes: ['CreateFlowLogs', 'DeleteFlowLogs', 'CreateTags', 'DeleteTags'],
  // The cure lies with whoever owns the bucket or the stream.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  faults: { LogDestinationNotFound: 'denied', LogDestinationPermissionIssue: 'denied' },
  observe,
  plan,
  project: ({ log }: FlowLogObserved) => (log === undefined ? {} : statusOf(log)),
});

/** What EC2 refuses two of. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, FlowLogAlreadyExists */
function isAlike(log: FlowLogRow, input: Input<FlowLogSpec>): boolean {
  return differences(designOf(input), log).every((one) => !one.identity);
}

function observe(input: Input<FlowLogSpec>, view: View): FlowLogObserved {
  const log = view.own(main);
  if (log === undefined || input.want === 'absent' || input.adopted) return { log, beside: [] };
  const design = designOf(input);
  if (design.resource === undefined || differences(design, log).length === 0) return { log, beside: [] };
  return { log, beside: view.by('home', flowLogs, 'resource-id', design.resource.id) };
}

function plan(input: Input<FlowLogSpec>, { log, beside }: FlowLogObserved): Plan {
  if (input.want === 'absent') return planOf([]);
  const design = designOf(input);
  if (log === undefined) return planCreate(input, design);
  const changed = differences(design, log);
  if (changed.length === 0) return planOf([], [...roleProblem(input, design), ...undelivered(log)]);
  return input.adopted
    ? refuseAdopted(log, changed)
    : planReplacement(input, { design, log, changed, beside });
}

function planCreate(input: Input<FlowLogSpec>, design: Design): Plan {
  const request = requestOf(design);
  if (request === undefined)
    return refuse('destination', 'it is not said what is recorded, or where the records go: set both');
  const [held] = roleProblem(input, design);
  if (held !== undefined) return waitFor(`${held.path}: ${held.message}.`, held.reason);
  const action: Action = {
    role: 'home',
    operation: 'CreateFlowLogs',
    does: 'create',
    part: 'main',
    input: request,
    changes: creation(
      {
        [design.resource?.field ?? 'vpcRef']: design.resource?.id,
        trafficType: design.trafficType,
        destination: request.LogDestination ?? request.LogGroupName,
        logFormat: design.logFormat,
        maxAggregationIntervalSeconds: design.maxAggregationIntervalSeconds,
      },
      'the flow log does not exist yet',
    ),
  };
  return planOf([action]);
}

type Replacement = {
  design: Design;
  log: FlowLogRow;
  changed: readonly Difference[];
  beside: readonly FlowLogRow[];
};

function planReplacement(input: Input<FlowLogSpec>, { design, log, changed, beside }: Replacement): Plan {
  const request = requestOf(design);
  const held = roleProblem(input, design);
  if (request === undefined || held.length > 0) return planOf([], held);
  const staysAlike = changed.every((one) => !one.identity);
  const isFull = beside.length >= MOST_PER_RESOURCE && beside.some((one) => one.id === log.id);
  const why = staysAlike
    ? 'AWS cannot change a flow log and refuses two that are alike, so the old one goes first: records are missing in between, and for as long as AWS refuses the new one'
    : isFull
      ? `AWS cannot change a flow log and allows ${MOST_PER_RESOURCE} on ${log.resourceID}, so the old one goes first: records are missing in between, and for as long as AWS refuses the new one`
      : 'AWS cannot change a flow log, so another one is made, and the old one goes when that is active';
  const first = staysAlike || isFull;
  const action: Action = {
    role: 'home',
    operation: 'CreateFlowLogs',
    does: 'create',
    part: 'main',
    replaces: first ? 'before' : 'after',
    input: request,
    changes: changed.map(({ field, from, to }) =>
      change(field, { from, to, why, risk: first ? 'Interrupts' : 'None' }),
    ),
  };
  return planOf([action]);
}

/** What was adopted is not replaced: it would be deleted, and the declaration would still name it. */
function refuseAdopted(log: FlowLogRow, changed: readonly Difference[]): Plan {
  const [first] = changed;
  return refuse(
    first?.field ?? 'adopt',
    `${log.id} was adopted and AWS cannot change it (${changed.map((one) => one.field).join(', ')}): put back what it has, or declare a FlowLog without adopt`,
    'ImmutableField',
  );
}

/** The role that writes into log groups is the account's, never the tenant's. */
function roleProblem(input: Input<FlowLogSpec>, { destination }: Design): readonly Held[] {
  if (destination?.type !== 'cloud-watch-logs' || destination.roleARN !== undefined || input.adopted)
    return [];
  const where =
    input.account.name === undefined
      ? 'start vpcraft with --flow-log-role-arn'
      : `set flowLogRoleARN of AWSAccount ${input.account.name}`;
  return [
    {
      path: ROLE_PATH,
      reason: 'AccountNotAllowed',
      message: `no role that may write into log groups: ${where}, or choose another destination`,
    },
  ];
}

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-troubleshooting.html
function undelivered(log: FlowLogRow): readonly Held[] {
  if (log.delivery !== 'FAILED') return [];
  const why = log.deliveryMessage === '' ? 'no reason given' : log.deliveryMessage;
  const cure =
    log.destinationType === 'cloud-watch-logs'
      ? `the permissions of ${log.roleARN}`
      : 'the policy of the destination';
  return [
    {
      path: 'destination',
      reason: 'Failed',
      message: `AWS cannot deliver to ${log.destinationARN}: ${why}; look at ${cure}`,
    },
  ];
}

function statusOf(log: FlowLogRow) {
  return {
    resourceID: log.resourceID,
    destinationARN: log.destinationARN,
    trafficType: log.trafficType,
    logFormat: log.logFormat,
    maxAggregationIntervalSeconds: log.maxAggregationIntervalSeconds,
    delivery: log.delivery,
    ...(log.deliveryMessage === '' ? {} : { deliveryMessage: log.deliveryMessage }),
  };
}
