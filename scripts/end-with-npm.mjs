const lookEveryMs = 200;

/**
 * Ends this process when npm gets a signal. npm signals only the shell between itself and this process. Some shells
 * (such as dash) then die alone, and the program would run on without a parent.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const shell = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, lookEveryMs);
  look.unref();
}
