/**
 * The beginning of a text, as text that UTF-8 has. Half of a surrogate pair at its end becomes a replacement character:
 * grpc-js would throw where it sends one and end the process, and Pub/Sub would refuse the message.
 */
export const cut = (text: string, mostCharacters: number): string =>
  Buffer.from(text.slice(0, mostCharacters)).toString();
