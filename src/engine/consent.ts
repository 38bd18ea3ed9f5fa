// Whether a spec may name things by id: that reaches past every reference, so the account in which the thing lies says it.
//
//   the thing lies in             rawIDs of that account     may be named
//   -----------------------------------------------------------------------------------------------------------
//   an account of ours            Allow                      yes
//                                 Tagged                     when it carries the tag of consent there
//                                 Deny                       no
//   somebody else's account       –                          yes: nothing of ours is reached, and they decide
import { faultOf } from '../model/fault.ts';
import type { AnyKind, ObjectKey, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { partsOfKey } from '../model/object.ts';
import { isScope, type Role, type ScopeAnswer } from '../model/scope.ts';
import { occurrencesOf } from './occurrences.ts';
import type { Pass } from './pass.ts';
import { parentPath, rawPeerScope } from './peer.ts';
import { type Account, accountNamed, accountOf, consents } from './tenancy.ts';

/** The object whose spec names the ids: the pass's own, or one that contributes to it. */
export type Asker = { key: ObjectKey; kind: AnyKind; spec: Readonly<Record<string, unknown>> };
type RawID = { id: string; role: Role };

/** Why which ids may not be used, found in one look for each side. @throws Fault when home could not be read. */
export async function rawIDProblems(pass: Pass, asker: Asker): Promise<ReadonlyMap<string, string>> {
  const ids = rawIDsOf(asker);
  const home = ids.filter(({ role }) => role === 'home').map(({ id }) => id);
  const far = ids.filter(({ role }) => role === 'peer').map(({ id }) => id);
  const problems = await problemsOf(pass, asker.key, {
    ids: home,
    scope: pass.home,
    account: pass.placement?.account,
  });
  const reference = asker.kind.peerScope?.reference;
  if (reference === undefined || far.length === 0) return problems;
  const scope = rawPeerScope(pass, parentPath(reference));
  if (!isScope(scope)) return problems;
  return new Map([...problems, ...(await farProblems(pass, asker.key, { ids: far, scope }))]);
}

function rawIDsOf({ kind, spec }: Asker): readonly RawID[] {
  return occurrencesOf(kind, spec).flatMap(({ target, path }): RawID[] => {
    if (!('rawID' in target)) return [];
    return [{ id: target.rawID, role: path === kind.peerScope?.reference ? 'peer' : 'home' }];
  });
}

/** Where nobody can look, nobody has consented. */
async function farProblems(
  pass: Pass,
  asker: ObjectKey,
  { ids, scope }: { ids: readonly string[]; scope: ScopeAnswer & { via: string } },
): Promise<ReadonlyMap<string, string>> {
  const object = scope.via === '' ? undefined : accountNamed(pass.deps.store, scope.via);
  const account = object === undefined ? undefined : accountOf(object);
  try {
    return await problemsOf(pass, asker, { ids, scope, account });
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined || fault.details.disposition !== 'denied') throw error;
    return new Map(ids.map((id) => [id, `${id}: consent cannot be looked up: ${fault.message}`]));
  }
}

type Asked = { ids: readonly string[]; scope: ScopeAnswer; account: Account | undefined };

async function problemsOf(
  pass: Pass,
  asker: ObjectKey,
  { ids, scope, account }: Asked,
): Promise<ReadonlyMap<string, string>> {
  const policy = account?.rawIDs ?? 'Allow';
  const unique = [...new Set(ids)];
  if (policy === 'Allow' || unique.length === 0) return new Map();
  if (policy === 'Deny') {
    const why = `AWSAccount ${account?.name} has rawIDs: Deny; refer to an object instead`;
    return new Map(unique.map((id) => [id, `${id}: ${why}`]));
  }
  const { namespace } = partsOfKey(asker);
  const path = [pass.deps.settings.clusterID, namespace];
  const observation = await pass.deps.reader.observe(
    {
      key: consentKey(pass, asker, scope),
      scope: () => scope,
      own: () => ({ is: 'none' }),
      since: Number.NEGATIVE_INFINITY,
    },
    (view) => unique.filter((id) => !isReleased(pass, view, { id, path })),
  );
  const denied = observation.is === 'seen' ? observation.value : unique;
  const consent = `${tagKeys.usableBy}=${path.join('/')}`;
  const why = `may not be used from namespace ${namespace}: whoever owns it sets the tag ${consent}`;
  return new Map(denied.map((id) => [id, `${id} ${why}`]));
}

function isReleased(pass: Pass, view: View, { id, path }: { id: string; path: readonly string[] }): boolean {
  return view
    .by('home', pass.deps.resourceTags, 'resource-id', id)
    .some((tag) => tag.key === tagKeys.usableBy && consents(tag.value, path));
}

/** Questions about consent are remembered apart, so that the object's own are not dropped by them. */
function consentKey(pass: Pass, asker: ObjectKey, scope: ScopeAnswer): string {
  const place = isScope(scope) ? `${scope.account}/${scope.region}` : '';
  const name = `${pass.key}#consent/${asker}/${place}`;
  pass.memo.questions.add(name);
  return name;
}

/** The object on whose behalf was asked; names hold no `#`. */
export function objectOfQuestion(key: string): string {
  return key.replace(/#.*$/, '');
}
