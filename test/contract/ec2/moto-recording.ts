// Where moto answers otherwise than AWS documents, as it was last recorded (moto.ts --record). Separate because
// docs/fidelity.md and the judging of moto both read it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Differences } from './report.ts';

const file = join(import.meta.dirname, 'recorded', 'moto.json');

export function readMotoDifferences(): Differences {
  return JSON.parse(readFileSync(file, 'utf8')) as Differences;
}

export function writeMotoDifferences(differences: Differences): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(differences, null, 2)}\n`);
}
