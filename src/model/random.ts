// Real chance, from the operating system.
import { randomBytes } from 'node:crypto';
import type { Random } from './ports.ts';

export const realRandom: Random = {
  next: () => randomBytes(4).readUInt32BE(0) / 2 ** 32,
  id: (bytes) => randomBytes(bytes).toString('hex'),
};
