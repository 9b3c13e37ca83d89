/**
 * Ends the program quietly when nobody reads its output any more, as with `| head`. A program that ends in order at
 * Ctrl-C does the same here; any other ends at once.
 */
export function endWhenUnread(): void {
  let ends = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (ends) return;
    ends = true;
    if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT');
    else process.exit();
  });
}
