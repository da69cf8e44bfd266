/** Why the answer of a server is not taken for a result, in words: that image goes to a client. */
export class NotReplayable extends Error {}
