// What stands in the way of a deletion: things for which AWS refuses it, and things for which it should be put off although
// AWS does not.

/** Something that stands in the way of a deletion. */
export type Blocker = { id: string; type: string; owner: string };

/** A thing of this cluster, `owner` being its object, that still leads traffic to what is to be deleted. */
export type Use = { id: string; owner: string; what: string };
