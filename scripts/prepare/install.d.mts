/** npm's program, as a file for Node. */
export function npmScript(): string;
