// Every name of ours that stands in someone else's data: annotations, finalizer, tags.

export const FINALIZER = 'vpcraft.dev/finalizer';

export const annotations = {
  paused: 'vpcraft.dev/paused',
  reconcileRequestedAt: 'vpcraft.dev/reconcile-requested-at',
  approvePlan: 'vpcraft.dev/approve-plan',
  deletionProtection: 'vpcraft.dev/deletion-protection',
  abandon: 'vpcraft.dev/abandon',
  /** Where the object was placed, `<AWSAccount or empty>/<account id>/<region>`; ours, written with the finalizer. */
  placement: 'vpcraft.dev/placement',
} as const;

export const tagKeys = {
  cluster: 'vpcraft.dev/cluster',
  owner: 'vpcraft.dev/owner',
  resource: 'vpcraft.dev/resource',
  part: 'vpcraft.dev/part',
  adopted: 'vpcraft.dev/adopted',
  usableBy: 'vpcraft.dev/usable-by',
  adoptableBy: 'vpcraft.dev/adoptable-by',
  name: 'Name',
} as const;

/** Tag keys that belong to the controller itself; a spec may not set them. */
export const TAG_PREFIX = 'vpcraft.dev/';
