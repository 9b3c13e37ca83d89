/** The server, or why there is none, in the form that `withServer` takes. */
export async function ifAvailable<Server>(
  start: () => Promise<Server>,
): Promise<Server | { readonly unavailable: string }> {
  try {
    return await start();
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}
