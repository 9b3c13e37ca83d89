/** The true label of an image, from somebody who found it out later. */
export interface LabelEvent {
  readonly imageId: string;
  /** One of the model's labels, or its place in their list. */
  readonly label: string | number;
  /** Who says so. */
  readonly source?: string | undefined;
  /** ISO 8601: when the event says that it was given, but not after it was published. */
  readonly givenAt: string;
}
