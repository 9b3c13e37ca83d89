export type RequestLinks = Readonly<Record<'request' | 'predictions' | 'labels' | 'page', string>>;

/** Where a request's account, its predictions and its labels are, and the page that shows them. */
export function linksOf(requestId: string): RequestLinks {
  const request = `/requests/${requestId}`;
  return {
    request,
    predictions: `${request}/predictions`,
    labels: `${request}/labels`,
    page: `/?request=${requestId}`,
  };
}
