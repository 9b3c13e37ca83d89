/** A failure whose message is all that the user needs; it is printed without a stack. */
export class Refusal extends Error {}
