// Calls an endpoint with boto3, which runs in a process of its own and is told by lines of JSON (python/bridge.py). A third
// way of calling for the contract cases: nothing that reads or writes the wire is then from the same hands as the simulator.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer, Caller } from '../../contract/ec2/runner.ts';

const BRIDGE = join(import.meta.dirname, 'python', 'bridge.py');

export type Boto3Caller = Caller & { stop(): Promise<void> };

export function boto3Caller(
  python: string,
  env: Record<string, string | undefined>,
  wait: Caller['wait'],
): Boto3Caller {
  const child = spawn(python, [BRIDGE], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call({ account, region }, operation, input): Promise<Answer> {
      child.stdin.write(`${JSON.stringify({ account, region, operation, input })}\n`);
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`bridge.py ended at ${operation}:\n${complaint}`);
      return JSON.parse(value) as Answer;
    },
    wait,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
