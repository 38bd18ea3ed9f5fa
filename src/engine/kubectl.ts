// Command lines for people to copy as they are.
import type { AnyKind } from '../model/kind.ts';
import { GROUP, type KubeObject } from '../model/object.ts';

/** `--overwrite`, because an older value may stand there; the full name of the kind, because other groups use the same plurals. */
export function annotateCommand(
  { kind, object }: { kind: AnyKind; object: KubeObject },
  annotation: string,
  value: string,
): string {
  const { name, namespace } = object.metadata;
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  return `kubectl annotate ${kind.names.plural}.${GROUP} ${name}${where} ${annotation}=${value} --overwrite`;
}
