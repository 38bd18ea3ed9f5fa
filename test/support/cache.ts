// Where tests keep what is slow to get: servers built from source, downloaded programs. Separate so that every harness
// uses the same place. It lies outside node_modules, because `npm ci` empties that and a build takes minutes.
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder for `name` in the user's cache (XDG_CACHE_HOME, else ~/.cache), made when it is missing. */
export function cacheFolder(name: string): string {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'vpcraft', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
