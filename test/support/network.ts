// The sample network as data: its objects, under other names so that many of them can stand side by side, and the EC2
// writes that its file lists as needed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const file = join(import.meta.dirname, '../../deploy/samples/network.yaml');

export type SampleObject = {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec: Record<string, unknown>;
};

export function sampleNetwork(): readonly SampleObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map((document) => document.toJS() as SampleObject | null)
    .filter((object): object is SampleObject => object !== null);
}

/** The same network in another namespace: references are by name, so nothing else changes. */
export function networkIn(namespace: string): readonly SampleObject[] {
  return sampleNetwork().map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

/** Calls that the header of the file lists, one `#   <count> <Operation>` a line. */
export function neededWrites(): Readonly<Record<string, number>> {
  const lines = readFileSync(file, 'utf8').split('\n');
  const counts = lines.flatMap((line) => {
    const found = /^#\s+(\d+)\s+(?:x\s+)?([A-Z][A-Za-z]+)\b/.exec(line);
    return found === null ? [] : [[found[2], Number(found[1])] as const];
  });
  return Object.fromEntries(counts);
}
