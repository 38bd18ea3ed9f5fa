// In which account and region an object lives. Decided once, written on the object with the finalizer, never guessed
// again: a later declaration that says otherwise is refused. The record is what counts, because no tenant can write it; the
// annotation speaks only until there is one, as a wish that is checked like any other.
//
//   account  record · annotation · spec.accountRef · the parent's · the namespace's default account · own credentials, as long
//            as there is no AWSAccount at all (a tenant must not reach the controller's own account by leaving a field out)
//   region   record · annotation · spec.region · the parent's · the account's default · the controller's default
import type { AnyKind } from '../model/kind.ts';
import { annotations } from '../model/names.ts';
import { keyOf, type KubeObject } from '../model/object.ts';
import type { ObjectStore } from '../model/objects.ts';
import type { Scope } from '../model/scope.ts';
import type { AccountAccess, AccountRole } from '../model/writer.ts';
import { notThere, type Occurrence, occurrencesOf, shownTarget } from './occurrences.ts';
import { isProblem, type Problem } from './problem.ts';
import { recordOf } from './record.ts';
import {
  ACCOUNT_KIND,
  type Account,
  accountNamed,
  accountOf,
  allowsNamespace,
  defaultAccountsFor,
  grantedVerbs,
} from './tenancy.ts';

export type Placement = {
  /** Account id as declared or as written; '' for own credentials that were not asked yet. */
  accountID: string;
  region: string;
  access: AccountAccess;
  account: Account | undefined;
};

export type PlacementContext = {
  store: ObjectStore;
  kinds: ReadonlyMap<string, AnyKind>;
  defaultRegion: string | undefined;
};

/** Longest chain of parents that is followed: a VPC is two steps away at most; more is a cycle. */
const DEEPEST_PARENT = 8;

export function placementOf(given: KubeObject, context: PlacementContext, depth = 0): Placement | Problem {
  const object = withoutWishes(given);
  const written = writtenPlacement(object);
  const forged = forgedPlacement(object);
  if (forged !== undefined) return forged;
  const spec = object.spec ?? {};
  const isTrusted = written !== undefined && (!contributes(object, context) || isPlaced(object));
  const parent = isTrusted ? undefined : parentOf(object, context, depth);
  if (parent !== undefined && isProblem(parent)) {
    const needed = spec.region === undefined || spec.accountRef === undefined;
    if (needed) return parent;
  }
  const placed = parent === undefined || isProblem(parent) ? undefined : parent;
  const account = chosenAccount(object, context, { written, parent: placed });
  if (account !== undefined && isProblem(account)) return account;
  const region =
    written?.region ??
    (spec.region as string | undefined) ??
    placed?.region ??
    account?.defaultRegion ??
    context.defaultRegion;
  if (region === undefined) {
    return refuse(
      'region',
      'no region: set region, or defaultRegion of the AWSAccount, or start vpcraft with --default-region',
    );
  }
  if (placed !== undefined && placed.region !== region) {
    return refuse(
      'region',
      `what it refers to lives in region ${placed.region}, and so must it: leave region out, or set it to ${placed.region}`,
    );
  }
  if (spec.region !== undefined && spec.region !== region) {
    return refuse(
      'region',
      `the object lives in region ${region}; a placed object cannot move: put region back, or delete and create it anew`,
    );
  }
  if (account?.allowedRegions !== undefined && !account.allowedRegions.includes(region)) {
    return {
      is: 'refuse',
      reason: 'AccountNotAllowed',
      field: 'region',
      message: `AWSAccount ${account.name} does not allow region ${region} (allowedRegions: ${account.allowedRegions.join(', ')})`,
    };
  }
  return {
    accountID: account?.accountID ?? written?.accountID ?? '',
    region,
    account,
    access: accessOf(account, region),
  };
}

export function placementAnnotation(scope: Scope): string {
  return `${scope.via}/${scope.account}/${scope.region}`;
}

function writtenPlacement(
  object: KubeObject,
): { via: string; accountID: string; region: string } | undefined {
  const text = placeOf(object) ?? object.metadata.annotations?.[annotations.placement];
  const [via, accountID, region] = text?.split('/') ?? [];
  if (via === undefined || accountID === undefined || region === undefined) return undefined;
  return { via, accountID, region };
}

/** What was placed is deleted where it is, whatever is declared by now. */
function withoutWishes(object: KubeObject): KubeObject {
  if (object.metadata.deletionTimestamp === undefined || placeOf(object) === undefined) return object;
  const { region: _region, accountRef: _account, ...spec } = object.spec ?? {};
  const { [annotations.placement]: _written, ...others } = object.metadata.annotations ?? {};
  return { ...object, spec, metadata: { ...object.metadata, annotations: others } };
}

/** Where the controller has placed the object, `<AWSAccount or empty>/<account id>/<region>`: durable before anything is made there. */
export function placeOf(object: KubeObject): string | undefined {
  return recordOf(object).record.place;
}

/** Anyone who may edit the object may edit its annotations, but not its status: there the placement is remembered. */
function forgedPlacement(object: KubeObject): Problem | undefined {
  const text = object.metadata.annotations?.[annotations.placement];
  const place = placeOf(object);
  if (place === undefined || text === undefined || text === place) return undefined;
  return refuse(
    `metadata.annotations[${annotations.placement}]`,
    `the annotation was changed by hand; a placed object cannot move: put ${place} back`,
  );
}

/** How an account is reached; without an AWSAccount: by the own credentials. */
export function accessOf(account: Account | undefined, region: string): AccountAccess {
  return account === undefined ? { via: '', region } : { ...roleOf(account), region };
}

/** As the AWSAccount of that name says now. */
export function roleNamed(store: ObjectStore, via: string): AccountRole | undefined {
  const object = accountNamed(store, via);
  return object === undefined ? undefined : roleOf(accountOf(object));
}

function roleOf(account: Account): AccountRole {
  return {
    via: account.name,
    accountID: account.accountID,
    ...(account.roleARN === undefined ? {} : { roleARN: account.roleARN }),
    ...(account.externalID === undefined ? {} : { externalID: account.externalID }),
  };
}

function chosenAccount(
  object: KubeObject,
  context: PlacementContext,
  known: { written: { via: string; accountID: string } | undefined; parent: Placement | undefined },
): Account | Problem | undefined {
  const { store } = context;
  const namespace = object.metadata.namespace ?? '';
  const declared = (object.spec?.accountRef as { name?: string } | undefined)?.name;
  if (known.written !== undefined && declared !== undefined && declared !== known.written.via) {
    return refuse(
      'accountRef',
      `the object lives in ${known.written.via === '' ? "the controller's own account" : `AWSAccount ${known.written.via}`}; a placed object cannot move: put accountRef back, or delete and create it anew`,
    );
  }
  const inherited = known.parent?.account?.name;
  const name = known.written?.via ?? declared ?? inherited ?? defaultName(object, store);
  if (typeof name === 'object') return name;
  if (name === undefined || name === '') return ownCredentials(object, store);
  const found = accountNamed(store, name);
  if (found === undefined) {
    return missing(notThere(`AWSAccount ${name}`));
  }
  if (!allowsNamespace(found, namespace) && !isLent(object, context, { name, parent: known.parent })) {
    const cure = contributes(object, context)
      ? 'its allowedNamespaces must name it, or a NetworkGrant must let the object contribute to one that lives there'
      : 'its allowedNamespaces must name it';
    return {
      is: 'refuse',
      reason: 'AccountNotAllowed',
      field: 'accountRef',
      message: `AWSAccount ${name} does not allow namespace ${namespace}: ${cure}`,
    };
  }
  const account = accountOf(found);
  if (known.written !== undefined && account.accountID !== known.written.accountID) {
    return {
      is: 'refuse',
      reason: 'AccountNotAllowed',
      message: `the object lives in account ${known.written.accountID}, but AWSAccount ${name} is ${account.accountID} by now`,
    };
  }
  return account;
}

function contributes({ kind }: KubeObject, { kinds }: PlacementContext): boolean {
  return kinds.get(kind)?.contributesTo !== undefined;
}

/** The controller itself has placed the object: it remembers that where no tenant can write. */
function isPlaced(object: KubeObject): boolean {
  return placeOf(object) !== undefined;
}

/** What contributes has nothing of its own in the account, so a grant on its parent is enough, also after its withdrawal. */
function isLent(
  object: KubeObject,
  context: PlacementContext,
  { name, parent }: { name: string; parent: Placement | undefined },
): boolean {
  if (!contributes(object, context)) return false;
  if (isPlaced(object)) return true;
  const found = parentOccurrence(object, context);
  return found !== undefined && parent?.account?.name === name && isGranted(object, found, context);
}

function isGranted(
  { kind, metadata }: KubeObject,
  { reference, target }: ParentOccurrence,
  { store }: PlacementContext,
): boolean {
  const { namespace = '' } = metadata;
  const to = { namespace: target.namespace ?? namespace, kind: reference.to[0] ?? '', name: target.name };
  return grantedVerbs(store, { from: { namespace, kind }, to }).includes(reference.verb);
}

function defaultName(object: KubeObject, store: ObjectStore): string | Problem | undefined {
  const namespace = object.metadata.namespace ?? '';
  const defaults = defaultAccountsFor(store, namespace);
  if (defaults.length < 2) return defaults[0]?.metadata.name;
  const names = defaults
    .map((account) => account.metadata.name)
    .sort()
    .join(', ');
  return {
    is: 'refuse',
    reason: 'Conflict',
    message: `several AWSAccounts are the default for namespace ${namespace}: ${names}; leave one, or set accountRef`,
  };
}

function ownCredentials(object: KubeObject, store: ObjectStore): Problem | undefined {
  if (isPlaced(object) || store.list(ACCOUNT_KIND).length === 0) return undefined;
  return {
    is: 'refuse',
    reason: 'AccountNotAllowed',
    field: 'accountRef',
    message: `no AWSAccount is the default for namespace ${object.metadata.namespace ?? ''}: set accountRef, or let an AWSAccount name the namespace in defaultFor`,
  };
}

function parentOf(
  object: KubeObject,
  context: PlacementContext,
  depth: number,
): Placement | Problem | undefined {
  if (depth > DEEPEST_PARENT) return undefined;
  const occurrence = parentOccurrence(object, context);
  if (occurrence === undefined) return undefined;
  const own = object.metadata.namespace;
  const { name, namespace = own } = occurrence.target;
  const parentKind = occurrence.reference.to[0] ?? '';
  const parent = context.store.get(keyOf(parentKind, namespace, name));
  if (parent === undefined) {
    return missing(`${occurrence.shown}: ${notThere(shownTarget(parentKind, occurrence.target, own))}`);
  }
  return placementOf(parent, context, depth + 1);
}

type ParentOccurrence = Occurrence & { target: { name: string; namespace: string | undefined } };

function parentOccurrence(object: KubeObject, { kinds }: PlacementContext): ParentOccurrence | undefined {
  const kind = kinds.get(object.kind);
  if (kind === undefined) return undefined;
  return occurrencesOf(kind, object.spec ?? {}).find(
    (one): one is ParentOccurrence => one.reference.places === true && 'name' in one.target,
  );
}

function missing(message: string): Problem {
  return { is: 'wait', reason: 'DependencyNotFound', message, of: 'reference' };
}

function refuse(field: string, message: string): Problem {
  return { is: 'refuse', reason: 'InvalidSpec', field, message };
}
