// How others read our objects: builds the judge (test/e2e/judge: kstatus and Argo CD's Lua, from pinned Go modules) once, and
// asks it about objects. Separate from which objects are asked about and what a wrong answer is.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../support/cache.ts';
import { onPath } from '../support/kubectl.ts';
import { mustRun } from '../support/process.ts';

const module = join(import.meta.dirname, 'judge');
/** What we ship for Argo CD. */
const SCRIPT = resolve(import.meta.dirname, '../../deploy/argocd-health.lua');
const FLAGS = ['-trimpath', '-p=2', '-ldflags', '-s -w'];
/** Most bytes of verdicts on one batch of objects; a verdict is at most as long as a condition's message, twice. */
const MOST_BYTES = 256 * 1024 * 1024;

export type Verdict = { kstatus: string; kstatusSays: string; argo: string; argoSays: string };
export type Judge = (objects: readonly object[]) => readonly Verdict[];

/** The judge, or why there is none. Built on the first call: 15 to 30 s, 80 MB of modules. */
export async function findJudge(): Promise<Judge | string> {
  const go = onPath('go');
  if (go === undefined) return 'no Go to build kstatus and gopher-lua with: install Go 1.26';
  try {
    return judgeAt(await built(go));
  } catch (error) {
    return `Go could not build the judge: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function built(go: string): Promise<string> {
  const hash = createHash('sha256').update(await mustRun(go, ['version'], { cwd: module }));
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(module, file)));
  const target = join(cacheFolder('e2e'), `judge-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(target)) return target;
  process.stderr.write('Building kstatus and gopher-lua from Go modules (once; usually half a minute) …\n');
  // The name is taken only when the file is whole, so that an interrupted build is never used.
  const partial = `${target}.${process.pid}`;
  try {
    await mustRun(go, ['build', ...FLAGS, '-o', partial, '.'], { cwd: module, env: { CGO_ENABLED: '0' } });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  return target;
}

function judgeAt(path: string): Judge {
  return (objects) => {
    const input = objects.map((object) => `${JSON.stringify(object)}\n`).join('');
    const { status, stdout, stderr } = spawnSync(path, [SCRIPT], {
      input,
      encoding: 'utf8',
      maxBuffer: MOST_BYTES,
    });
    if (status !== 0) throw new Error(`the judge ended with ${status}: ${stderr}`);
    const lines = stdout.split('\n').filter((line) => line !== '');
    if (lines.length !== objects.length)
      throw new Error(`asked about ${objects.length} objects, the judge answered on ${lines.length}`);
    return lines.map((line) => JSON.parse(line) as Verdict);
  };
}
