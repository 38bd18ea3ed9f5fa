// The process behind guardian.ts. Reads lines `+<process id>` and `-<process id>`; when its input ends, because whoever wrote
// to it has ended, it kills what was named and not taken back, and ends.
import { createInterface } from 'node:readline';

const living = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) living.add(pid);
  else living.delete(pid);
}
for (const pid of living) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // ESRCH: it has ended by itself
  }
}
