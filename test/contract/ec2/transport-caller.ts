// Calls EC2 through the controller's own port, AwsTransport: the simulator in process. Separate from sdk-caller.ts
// because no wire is involved; whoever owns the clock says how time passes.
import type { AwsTransport } from '../../../src/model/ports.ts';
import { refusal } from './refusal.ts';
import type { Answer, Caller } from './runner.ts';

export function transportCaller(transport: AwsTransport, wait: (ms: number) => Promise<void>): Caller {
  return {
    async call({ account, region }, operation, input): Promise<Answer> {
      const service = operation === 'GetCallerIdentity' ? 'sts' : 'ec2';
      try {
        const { output } = await transport.send({ via: '', account, region, service }, operation, input);
        return { ok: true, output };
      } catch (error) {
        return refusal(error);
      }
    },
    wait,
  };
}
