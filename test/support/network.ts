// The sample networks as data: their objects, in other namespaces so that many of them can stand side by side, and the EC2
// writes that their files list as needed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** `network` is free of charge; `reference-network` has NAT gateways too, as other controllers are measured with. */
export type SampleName = 'network' | 'reference-network';

function textOf(name: SampleName): string {
  return readFileSync(join(import.meta.dirname, `../../deploy/samples/${name}.yaml`), 'utf8');
}

export type SampleObject = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
};

export function sampleNetwork(name: SampleName = 'network'): readonly SampleObject[] {
  return parseAllDocuments(textOf(name))
    .map((document) => document.toJS() as SampleObject | null)
    .filter((object): object is SampleObject => object !== null);
}

/** The same network in another namespace: references are by name, so nothing else changes. */
export function networkIn(namespace: string, name: SampleName = 'network'): readonly SampleObject[] {
  return sampleNetwork(name).map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

/** Calls that the header of the file lists, one `#   <count> <Operation>` a line. */
export function neededWrites(name: SampleName = 'network'): Readonly<Record<string, number>> {
  const lines = textOf(name).split('\n');
  const counts = lines.flatMap((line) => {
    const found = /^#\s+(\d+)\s+(?:x\s+)?([A-Z][A-Za-z]+)\b/.exec(line);
    return found === null ? [] : [[found[2], Number(found[1])] as const];
  });
  return Object.fromEntries(counts);
}
