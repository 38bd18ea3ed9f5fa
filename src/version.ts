// What runs: the version of the package, and of Node.js beneath it.
import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;
/** Sent to AWS and Kubernetes with every request. */
export const userAgent = `vpcraft/${manifest.version}`;

/** Oldest Node.js that runs it; undici, from its package.json. */
const OLDEST_NODE = [22, 19] as const;

/** What to say where Node.js is too old, in one line, or undefined. */
export function tooOldNode(present: string): string | undefined {
  const [major = 0, minor = 0] = present.replace(/^v/, '').split('.').map(Number);
  const [oldest, oldestMinor] = OLDEST_NODE;
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return undefined;
  return `Node.js ${present} is too old: vpcraft needs ${oldest}.${oldestMinor} or newer; from a clone, npm run vpcraft brings its own`;
}

export type Versions = { vpcraft: string; node: string; platform: string };

export function versions(): Versions {
  return {
    vpcraft: manifest.version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** For people. */
export function versionText(): string {
  const { vpcraft, node, platform } = versions();
  return `vpcraft ${vpcraft} (Node.js ${node}, ${platform})`;
}
