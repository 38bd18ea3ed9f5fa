// Asks a real kube-apiserver all cases and keeps its answers in recorded/: what `npm test` compares the embedded API with.
//   node .ci/launch.mjs test/contract/kubernetes/record.ts [GROUP … | sessions]
// Builds the server from Go modules when there is none (once, minutes). Without a group it also takes our own definitions
// and samples anew; do that after a change of crds/.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { findServers } from '../../e2e/binaries.ts';
import { OWN_DEFINITIONS_FILE } from './definitions.ts';

const root = resolve(import.meta.dirname, '..', '..', '..');
const wanted = process.argv.slice(2);

function documents(folder: string): Record<string, unknown>[] {
  const files = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(root, folder, file), 'utf8')).flatMap(
      (document): Record<string, unknown>[] => {
        const value: unknown = document.toJS();
        return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
      },
    ),
  );
}

/** One line per definition, the first sample of each kind. */
function takeOwn(): void {
  const folder = dirname(OWN_DEFINITIONS_FILE);
  mkdirSync(folder, { recursive: true });
  const definitions = documents('crds').map((one) => JSON.stringify(one));
  writeFileSync(OWN_DEFINITIONS_FILE, `[\n${definitions.join(',\n')}\n]\n`);
  const samples = new Map<string, unknown>();
  for (const { kind, spec } of documents('deploy/samples')) {
    if (spec !== undefined && !samples.has(String(kind))) samples.set(String(kind), spec);
  }
  const lines = [...samples].sort().map(([kind, spec]) => `${JSON.stringify(kind)}: ${JSON.stringify(spec)}`);
  writeFileSync(join(folder, 'samples.json'), `{\n${lines.join(',\n')}\n}\n`);
}

if (wanted.length === 0) takeOwn();
// Read only now: the cases of our own kinds are made from what was just taken.
const { allGroups } = await import('./cases/all.ts');
const { allDefinitions } = await import('./definitions.ts');
const { startRealServer } = await import('./real-server.ts');
const { runCase } = await import('./runner.ts');
const { SESSIONS, writeRecording } = await import('./recording.ts');
const { allSessions } = await import('./sessions/all.ts');
const { runSession } = await import('./sessions/session.ts');
const { packagedKubectl } = await import('../../support/kubectl.ts');

const servers = await findServers();
if (servers.kind !== 'binaries') throw new Error(`recording needs its own kube-apiserver: ${servers.kind}`);
const server = await startRealServer(servers, allDefinitions());
try {
  for (const { name, cases } of allGroups) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const recording: Record<string, unknown[]> = {};
    for (const one of cases) {
      try {
        recording[one.name] = await runCase(one, server.place);
      } catch (error) {
        process.exitCode = 1;
        process.stderr.write(`${one.name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
    writeRecording(name, recording);
    process.stdout.write(`${name}: ${cases.length} cases of kube-apiserver ${server.version}\n`);
  }
  if (wanted.length === 0 || wanted.includes(SESSIONS)) {
    const shell = { kubectl: (await packagedKubectl()).path, kubeconfig: server.plane.kubeconfig };
    const recording: Record<string, unknown[]> = {};
    for (const [index, session] of allSessions.entries())
      recording[session.name] = await runSession(session, index, shell);
    writeRecording(SESSIONS, recording);
    process.stdout.write(`${SESSIONS}: ${allSessions.length}\n`);
  }
} finally {
  await server.stop();
}
