/** The folder of the real test set. Without it images are sampled in its place. */
export const realSet = process.env['FASHION_MNIST_DIR'] ?? '';

/** Without the set: what the names of the cases that are skipped for it end with. Else empty. */
export const noRealSet = realSet === '' ? ' (needs the real test set)' : '';
