/** The true label of an image, found later by a person or a program. */
export interface LabelEvent {
  /** The image's name; with `imageSource` the id of its event. An id alone is enough while it names one image. */
  readonly imageId: string;
  readonly imageSource?: string | undefined;
  /** One of the model's labels, or its index in their list. */
  readonly label: string | number;
  /** The person or program that gave it. */
  readonly source?: string | undefined;
  /** ISO 8601. The time that the event names, but not after its publishing. */
  readonly givenAt: string;
}
