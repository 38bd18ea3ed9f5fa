// Every group of cases; each has a file of its own in recorded/.
import type { Group } from '../case.ts';
import { admissionFaultCases } from './admission-faults.ts';
import { admissionMatchingCases } from './admission-matching.ts';
import { admissionCases } from './admission.ts';
import { applyCases } from './apply.ts';
import { ownershipCases } from './apply-ownership.ts';
import { collectionCases } from './collections.ts';
import { createCases } from './create.ts';
import { definitionCases } from './definitions.ts';
import { deleteCases } from './deletes.ts';
import { discoveryCases } from './discovery.ts';
import { formCases } from './forms.ts';
import { kindCases } from './kinds.ts';
import { metadataCases } from './metadata.ts';
import { ownCases } from './own.ts';
import { patchCases } from './patches.ts';
import { readCases } from './reads.ts';
import { schemaCases } from './schema.ts';
import { updateCases } from './updates.ts';
import { watchCases } from './watches.ts';

export const allGroups: readonly Group[] = [
  { name: 'create', cases: createCases },
  { name: 'metadata', cases: metadataCases },
  { name: 'schema', cases: schemaCases },
  { name: 'updates', cases: updateCases },
  { name: 'patches', cases: patchCases },
  { name: 'apply', cases: [...applyCases, ...ownershipCases] },
  { name: 'reads', cases: [...readCases, ...formCases] },
  { name: 'watches', cases: watchCases },
  { name: 'deletes', cases: [...deleteCases, ...collectionCases] },
  { name: 'kinds', cases: kindCases },
  { name: 'definitions', cases: definitionCases },
  { name: 'admission', cases: [...admissionCases, ...admissionMatchingCases, ...admissionFaultCases] },
  { name: 'discovery', cases: discoveryCases },
  { name: 'own', cases: ownCases },
];
