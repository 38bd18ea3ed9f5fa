// Where the other side of a kind with two sides is, and who may act there: the referred object's own place, or what stands
// beside the raw id.
import { isRecord, memberAt } from '../model/json.ts';
import type { Scope, ScopeAnswer } from '../model/scope.ts';
import type { Pass } from './pass.ts';
import { ACCOUNT_KIND, type Account, accountNamed, accountOf, allowsNamespace } from './tenancy.ts';

export function peerScope(pass: Pass): ScopeAnswer {
  const path = pass.kind.peerScope?.reference;
  if (path === undefined) return { none: 'this kind has one side' };
  const found = pass.resolved.find(({ occurrence }) => occurrence.path === path);
  if (found === undefined) return { none: `${path} is not set` };
  const { ref, target } = found;
  if (target !== undefined) {
    const scope = ref.is === 'missing' ? pass.deps.facts.of(target)?.scope : ref.scope;
    if (ref.is !== 'missing' && !ref.granted.includes('accept'))
      return { none: `no NetworkGrant allows 'accept' on ${ref.name}` };
    return scope ?? { none: `${target} is not placed yet` };
  }
  return rawPeerScope(pass, parentPath(path));
}

/** The side that a raw id names: in an account of ours, or in one where nobody here can act. */
export function rawPeerScope(pass: Pass, parent: string): ScopeAnswer {
  const home = pass.homeScope();
  const beside = parent === '' ? pass.spec : memberAt(pass.spec, parent);
  const side = isRecord(beside) ? beside : {};
  const region = typeof side.region === 'string' ? side.region : home.region;
  const name = (side.accountRef as { name?: string } | undefined)?.name;
  if (name !== undefined) return accountScope(pass, name, region);
  const id = typeof side.accountID === 'string' ? side.accountID : home.account;
  if (id === home.account) return within(pass.placement?.account, { ...home, region });
  const ours = pass.deps.store
    .list(ACCOUNT_KIND)
    .find(
      (account) =>
        account.spec?.accountID === id && allowsNamespace(account, pass.object.metadata.namespace ?? ''),
    );
  return ours === undefined
    ? { none: `account ${id} is not one of ours` }
    : accountScope(pass, ours.metadata.name, region);
}

function accountScope(pass: Pass, name: string, region: string): ScopeAnswer {
  const object = accountNamed(pass.deps.store, name);
  if (object === undefined) return { none: `AWSAccount ${name} does not exist` };
  const namespace = pass.object.metadata.namespace ?? '';
  if (!allowsNamespace(object, namespace))
    return { none: `AWSAccount ${name} does not allow namespace ${namespace}` };
  const account = accountOf(object);
  return within(account, { via: name, account: account.accountID, region, service: 'ec2' });
}

function within(account: Account | undefined, scope: Scope): ScopeAnswer {
  if (account?.allowedRegions === undefined || account.allowedRegions.includes(scope.region)) return scope;
  return { none: `AWSAccount ${account.name} does not allow region ${scope.region}` };
}

/** 'accepter.vpcRef' → 'accepter' */
export function parentPath(path: string): string {
  return path.split('.').slice(0, -1).join('.');
}
