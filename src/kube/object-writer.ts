// Writes to our own objects: metadata and status, never spec. Every write is one merge patch that carries the
// resourceVersion it was planned from, and names only what changes, so that what others wrote stays as it is.
import { Fault } from '../model/fault.ts';
import type { ObjectKey } from '../model/kind.ts';
import { type KubeObject, partsOfKey } from '../model/object.ts';
import type { MetadataChange, ObjectWriter } from '../model/objects.ts';
import { mergePatch } from '../model/merge-patch.ts';
import type { KubeResource } from './resource.ts';
import type { KubeRest } from './rest.ts';
import type { KubeStore } from './store.ts';

export type WriterOptions = { resources: readonly KubeResource[]; rest: KubeRest; store: KubeStore };

export function createObjectWriter(options: WriterOptions): ObjectWriter {
  const { rest, store } = options;
  const byKind = new Map(options.resources.map((resource) => [resource.kind, resource]));

  function resourceOf(kind: string): KubeResource {
    const resource = byKind.get(kind);
    if (resource === undefined) throw unknownKind(kind);
    return resource;
  }

  async function send(object: KubeObject, patch: { metadata: object; status?: object }): Promise<KubeObject> {
    const { name, namespace = '' } = object.metadata;
    const part = patch.status === undefined ? {} : { part: 'status' as const };
    const answer = await rest.patch(resourceOf(object.kind), { namespace, name }, { body: patch, ...part });
    store.absorb(answer);
    return answer;
  }

  return {
    async read(key: ObjectKey) {
      const { kind, namespace, name } = partsOfKey(key);
      const object = await rest.get(resourceOf(kind), { namespace, name });
      if (object !== undefined) store.absorb(object);
      return object;
    },

    async patchMetadata(object, change) {
      const members = metadataPatch(object, change);
      if (members === undefined) return object;
      return await send(object, {
        metadata: { resourceVersion: object.metadata.resourceVersion, ...members },
      });
    },

    async writeStatus(object, status) {
      const patch = mergePatch(object.status ?? {}, status);
      if (patch === undefined) return object;
      return await send(object, {
        metadata: { resourceVersion: object.metadata.resourceVersion },
        status: patch,
      });
    },
  };
}

/** Undefined when the object is already so. Only our own finalizer and annotations are touched. */
function metadataPatch(object: KubeObject, change: MetadataChange): Record<string, unknown> | undefined {
  const { finalizers = [], annotations = {} } = object.metadata;
  const kept = finalizers.filter((finalizer) => finalizer !== change.removeFinalizer);
  const { addFinalizer } = change;
  if (addFinalizer !== undefined && !kept.includes(addFinalizer)) kept.push(addFinalizer);
  const wanted = { ...annotations, ...change.annotations };
  const annotationsPatch = mergePatch(annotations, wanted);
  const sameFinalizers = kept.length === finalizers.length && kept.every((one, at) => one === finalizers[at]);
  if (sameFinalizers && annotationsPatch === undefined) return undefined;
  return {
    ...(sameFinalizers ? {} : { finalizers: kept }),
    ...(annotationsPatch === undefined ? {} : { annotations: annotationsPatch }),
  };
}

function unknownKind(kind: string): Fault {
  return new Fault({
    disposition: 'bug',
    reason: 'InternalError',
    message: `kind ${kind} is not among the resources of the kube room`,
    code: 'UnknownKind',
    operation: 'write',
    outcomeUnknown: false,
  });
}
