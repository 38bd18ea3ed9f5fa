// The registry of kinds: one line each. Codegen, engine wiring, permissions and tests walk this list.
import type { AnyKind } from '../model/kind.ts';
import { vpc } from './vpc/vpc.ts';

export const kinds: readonly AnyKind[] = [vpc];
