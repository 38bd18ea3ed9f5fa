// A kind with everything that the engine knows of kinds, for this room's tests: attributes, links that have to be undone,
// things that stand in the way, references of both sorts. It is made with CreateVpc because operations have names.
import {
  type Action,
  type AnyKind,
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type Table,
  type Tags,
  type View,
} from '../model/kind.ts';
import type { Schema } from '../model/schema.ts';

export type NetRow = {
  id: string;
  state: string;
  size: number;
  /** Undone before it is deleted. */
  links: readonly string[];
  /** Ids of what uses it: EC2 refuses to delete it. */
  users: readonly string[];
  tags: Tags;
};
/** replaces: another size takes another net. */
export type NetSpec = { size?: number; replaces?: 'after' | 'before'; routes?: readonly { to: string }[] };
/** A failed net of this size fails for a cause that heals. */
export const HEALING_SIZE = 9;
type NetObserved = { net: NetRow | undefined };

export const nets: Table<NetRow> = {
  name: 'nets',
  service: 'ec2',
  operation: 'DescribeVpcs',
  items: 'Vpcs',
  idFilter: 'vpc-id',
  pageSize: 100,
  settlingSeconds: 300,
  swept: true,
  keep: (raw) => raw as NetRow,
  idOf: (row) => row.id,
  tagsOf: (row) => row.tags,
  dead: (row) => row.state === 'deleted',
  indexes: { size: (row) => [String(row.size)] },
};

export const netPart: Part<NetRow> = {
  name: 'main',
  role: 'home',
  table: nets,
  ownedBy: { tagType: 'vpc' },
  create: { operation: 'CreateVpc', once: 'none', mayReturnExisting: false, idPath: 'Net.id' },
  destroy: {
    operation: 'DeleteVpc',
    input: (id) => ({ VpcId: id }),
    goneCodes: ['Net.NotFound'],
    deadCodes: ['Net.Dead'],
  },
  state: (row) =>
    row.state === 'failed'
      ? 'failed'
      : row.state === 'pending'
        ? 'settling'
        : row.state === 'deleting'
          ? 'leaving'
          : 'ready',
  failure: (row) => ({ message: `no room for ${row.size}`, heals: row.size === HEALING_SIZE }),
  word: (row) => row.state,
  arnResource: (id) => `net/${id}`,
};

const schema = { type: 'object', properties: {} } as unknown as Schema<never>;

/** `create`: another way of creating, for the cases that depend on it. */
export function netKind(create: Partial<Part<NetRow>['create']> = {}): AnyKind {
  const part = { ...netPart, create: { ...netPart.create, ...create } };
  return defineKind({
    names: { kind: 'Net', plural: 'nets', singular: 'net', columns: [] },
    about: 'A net.',
    schema: { spec: schema as Schema<NetSpec>, status: schema as Schema<{ size: number }>, rules: [] },
    defaults: { size: 1 },
    resets: { size: 0 },
    immutable: [],
    references: [
      {
        path: 'parentRef',
        to: ['Net'],
        needs: 'usable',
        missing: 'wait',
        holdsTarget: true,
        releasable: false,
        verb: 'use',
        places: true,
      },
      {
        path: 'routes[].netRef',
        to: ['Net'],
        needs: 'id',
        missing: 'holdItem',
        holdsTarget: true,
        releasable: true,
        verb: 'use',
      },
      {
        path: 'far.netRef',
        to: ['Net'],
        needs: 'id',
        missing: 'wait',
        holdsTarget: true,
        releasable: false,
        verb: 'use',
      },
    ],
    peerScope: { reference: 'far.netRef' },
    parts: [part],
    writes: ['CreateVpc', 'DeleteVpc', 'AssociateVpcCidrBlock', 'DisassociateVpcCidrBlock'],
    faults: {},
    observe: (_: Input<NetSpec>, view: View): NetObserved => ({ net: view.own(part) }),
    plan,
    project: ({ net }: NetObserved) => (net === undefined ? {} : { size: net.size }),
    blockers: (_: Input<NetSpec>, { net }: NetObserved): readonly Blocker[] =>
      (net?.users ?? []).map((id) => ({ id, type: 'user', owner: 'somebody' })),
  });
}

function plan(input: Input<NetSpec>, { net }: NetObserved): Plan {
  if (input.want === 'absent') return planOf((net?.links ?? []).map(undo));
  if (net === undefined) return planOf([creation(input)]);
  const size = input.spec.size ?? net.size;
  if (size === net.size) return planOf([]);
  const { replaces } = input.spec;
  return planOf([replaces === undefined ? resize(net, size) : replacement(input, replaces)]);
}

/** Its changes are others than those of a first creation, as a person reads them. */
function replacement(input: Input<NetSpec>, replaces: 'after' | 'before'): Action {
  const action = creation(input);
  return { ...action, replaces, changes: action.changes.map((one) => ({ ...one, risk: 'Interrupts' })) };
}

const none = { risk: 'None', why: 'it differs from what is declared' } as const;

function creation(input: Input<NetSpec>): Action {
  return {
    role: 'home',
    operation: 'CreateVpc',
    does: 'create',
    part: 'main',
    input: { CidrBlock: String(input.spec.size ?? 0) },
    changes: [{ field: 'size', from: null, to: input.spec.size ?? 0, ...none }],
  };
}

function resize(net: NetRow, size: number): Action {
  return {
    role: 'home',
    operation: 'AssociateVpcCidrBlock',
    does: 'set',
    input: { VpcId: net.id, CidrBlock: String(size) },
    changes: [{ field: 'size', from: net.size, to: size, ...none }],
  };
}

function undo(link: string): Action {
  return {
    role: 'home',
    operation: 'DisassociateVpcCidrBlock',
    does: 'remove',
    input: { AssociationId: link },
    changes: [{ field: 'link', from: link, to: null, ...none }],
  };
}
