// Which resources are served now: the built-in ones and those of the installed CustomResourceDefinitions.
import { BUILTINS } from './builtins.ts';
import { resourcesOf } from './crds.ts';
import type { KubeObject } from './json.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf } from './resource.ts';

const resourcesByDefinition = new WeakMap<object, readonly Resource[]>();
const builtinsByPath = new Map(BUILTINS.map((resource) => [pathOf(resource), resource]));

function pathOf(resource: Pick<Resource, 'group' | 'version' | 'plural'>): string {
  return `${apiVersionOf(resource)}/${resource.plural}`;
}

export class Registry {
  readonly #byPath = new Map(builtinsByPath);
  readonly #byDefinition = new Map<string, readonly Resource[]>();
  /** Grows with every change, for caches of discovery and OpenAPI. */
  version = 0;

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(pathOf({ group, version, plural }));
  }

  ofKind(apiVersion: string, kind: string): Resource | undefined {
    for (const resource of this.#byPath.values()) {
      if (resource.kind === kind && apiVersionOf(resource) === apiVersion) return resource;
    }
    return undefined;
  }

  /** The resource under which a store's objects are kept. */
  ofStore(store: string): Resource | undefined {
    for (const resource of this.#byPath.values()) {
      if (resource.store === store && resource.toServed === undefined) return resource;
    }
    return undefined;
  }

  all(): Resource[] {
    return [...this.#byPath.values()];
  }

  install(definition: KubeObject): readonly Resource[] {
    this.remove(definition.metadata.name);
    const resources = resourcesFor(definition);
    for (const resource of resources) this.#byPath.set(pathOf(resource), resource);
    this.#byDefinition.set(definition.metadata.name, resources);
    this.version += 1;
    return resources;
  }

  remove(definitionName: string): void {
    for (const resource of this.#byDefinition.get(definitionName) ?? [])
      this.#byPath.delete(pathOf(resource));
    this.#byDefinition.delete(definitionName);
    this.version += 1;
  }
}

/** Kept by the spec, which a stored definition shares with its earlier revisions and with other clusters. */
function resourcesFor(definition: KubeObject): readonly Resource[] {
  const spec = definition.spec;
  if (typeof spec !== 'object' || spec === null || definition.metadata.deletionTimestamp !== undefined) {
    return resourcesOf(definition);
  }
  let resources = resourcesByDefinition.get(spec);
  if (resources === undefined) {
    resources = resourcesOf(definition);
    resourcesByDefinition.set(spec, resources);
  }
  return resources;
}
