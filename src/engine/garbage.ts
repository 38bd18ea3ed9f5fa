// Reports owned things in AWS whose object no longer exists. It lists AWS first and the cluster second, so that a thing
// made in between is never taken for garbage, and ignores what was not seen for a while. It reports; it removes nothing.
import { tagKeys } from '../model/names.ts';
import { partsOfKey } from '../model/object.ts';
import type { Cancel } from '../model/ports.ts';
import { scopeKey, type Scope } from '../model/scope.ts';
import type { Deps } from './pass.ts';

export class GarbageSweep {
  readonly #deps: Deps;
  readonly #reported = new Set<string>();
  #cancel: Cancel = () => {};

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock, settings } = this.#deps;
    this.#cancel = clock.after(settings.garbageSeconds * 1000, () => {
      this.#sweep();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  #sweep(): void {
    const { store, reader, settings, metrics, log } = this.#deps;
    if (!store.hasSynced()) return;
    const found = new Map<string, number>([...this.#deps.kinds.keys()].map((kind) => [kind, 0]));
    for (const scope of this.#scopes()) {
      for (const row of reader.ownedRows(scope, settings.clusterID)) {
        const resource = row.tags[tagKeys.resource];
        if (resource === undefined || row.seenSinceMs < settings.garbageYoungSeconds * 1000) continue;
        if (store.get(resource) !== undefined) continue;
        const { kind } = partsOfKey(resource);
        found.set(kind, (found.get(kind) ?? 0) + 1);
        if (this.#reported.has(row.id)) continue;
        this.#reported.add(row.id);
        log.warn(
          { kind, key: resource, awsId: row.id, region: scope.region, account: scope.account },
          'an owned thing in AWS has no object any more',
        );
      }
    }
    for (const [kind, count] of found) metrics.set('vpcraft_garbage_found', count, { kind });
  }

  #scopes(): readonly Scope[] {
    const { kinds, store, facts } = this.#deps;
    const scopes = new Map<string, Scope>();
    for (const kind of kinds.keys()) {
      for (const object of store.list(kind)) {
        const scope = facts.of(`${kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`)?.scope;
        if (scope !== undefined) scopes.set(scopeKey(scope), scope);
      }
    }
    return [...scopes.values()];
  }
}
