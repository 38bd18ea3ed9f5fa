// What runs: the version of the package, and of Node.js beneath it.
import manifest from '../package.json' with { type: 'json' };

export const version: string = manifest.version;
/** Sent to AWS and Kubernetes with every request. */
export const userAgent = `vpcraft/${manifest.version}`;

export type Versions = { vpcraft: string; node: string; platform: string };

export function versions(): Versions {
  return {
    vpcraft: manifest.version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}
