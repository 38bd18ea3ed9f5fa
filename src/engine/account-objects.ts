// AWSAccount objects are the engine's settings, not kinds: this says on them whether the account can be used, and holds
// their deletion while objects live there. NetworkGrants need no look: their deletion is withdrawal, and never held.
import { faultOf } from '../model/fault.ts';
import { sameJson } from '../model/json.ts';
import type { ObjectKey } from '../model/kind.ts';
import { FINALIZER } from '../model/names.ts';
import type { KubeObject } from '../model/object.ts';
import { conditionsFor, conditionsIn } from './conditions.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Deps } from './pass.ts';
import { placeOf } from './placement.ts';
import { accountOf, defaultAccountsFor } from './tenancy.ts';

/** Returns the seconds until the next look. @throws Fault from Kubernetes */
export async function accountPass(deps: Deps, account: KubeObject): Promise<number | undefined> {
  let object = account;
  const has = object.metadata.finalizers?.includes(FINALIZER) ?? false;
  if (object.metadata.deletionTimestamp !== undefined) {
    if (!has) return undefined;
    const users = usersOf(deps, account.metadata.name);
    if (users.length > 0) return writeOutcome(deps, object, heldBy(users));
    await deps.objects.patchMetadata(object, { removeFinalizer: FINALIZER });
    return undefined;
  }
  if (!has) object = await deps.objects.patchMetadata(object, { addFinalizer: FINALIZER });
  return writeOutcome(deps, object, await verdictOn(deps, object));
}

/** How many users a message names; the rest is counted. */
const MOST_NAMED = 5;

function heldBy(users: readonly ObjectKey[]): Outcome {
  const named = users.slice(0, MOST_NAMED).join(', ');
  const more = users.length > MOST_NAMED ? ` and ${users.length - MOST_NAMED} more` : '';
  return {
    is: 'blocked',
    reason: 'DeletionBlocked',
    message: `Still used by ${named}${more}.`,
    seconds: undefined,
  };
}

/** Objects that were placed in the account, as the controller remembers it: an annotation would hold or free any account. */
function usersOf(deps: Deps, name: string): readonly ObjectKey[] {
  return [...deps.kinds.keys()].flatMap((kind) =>
    deps.store
      .list(kind)
      .filter((object) => placeOf(object)?.split('/')[0] === name)
      .map((object) => `${kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`),
  );
}

async function verdictOn(deps: Deps, object: KubeObject): Promise<Outcome> {
  const account = accountOf(object);
  for (const namespace of (object.spec?.defaultFor as readonly string[] | undefined) ?? []) {
    const others = defaultAccountsFor(deps.store, namespace).filter(
      (other) => other.metadata.name !== account.name,
    );
    if (others.length > 0) {
      const names = others.map((other) => other.metadata.name).join(', ');
      return refused(
        'Conflict',
        `namespace ${namespace} has another default account too: ${names}; leave one`,
        'defaultFor',
      );
    }
  }
  const region = account.defaultRegion ?? account.allowedRegions?.[0] ?? deps.settings.defaultRegion;
  if (region === undefined)
    return refused('InvalidSpec', 'no region to ask in: set defaultRegion', 'defaultRegion');
  try {
    await deps.accounts.identify({
      via: account.name,
      accountID: account.accountID,
      region,
      ...(account.roleARN === undefined ? {} : { roleARN: account.roleARN }),
      ...(account.externalID === undefined ? {} : { externalID: account.externalID }),
    });
    return { is: 'settled', held: [] };
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return { is: 'faulted', fault, fields: [] };
  }
}

async function writeOutcome(deps: Deps, object: KubeObject, outcome: Outcome): Promise<number | undefined> {
  const generation = object.metadata.generation ?? 0;
  const conditions = conditionsFor(outcome, {
    generation,
    nowMs: deps.clock.now(),
    previous: conditionsIn(object.status),
    exists: true,
    deleting: object.metadata.deletionTimestamp !== undefined,
    drifted: false,
    failures: Number.POSITIVE_INFINITY,
    references: { status: 'True', reason: 'Available', message: 'An account refers to nothing.' },
  });
  const status = { ...object.status, observedGeneration: generation, conditions };
  if (!sameJson(status, object.status)) await deps.objects.writeStatus(object, status);
  return outcome.is === 'settled' ? deps.settings.resyncSeconds : deps.settings.deniedSeconds;
}
