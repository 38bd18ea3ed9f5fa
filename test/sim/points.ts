// Which calls are points at which a process can die: everything that changes AWS or an object in Kubernetes.

/** EC2 names its reads by these verbs. */
export const readOperationPattern = /^(Describe|Get|List|Search|AssumeRole)/;
