const lookEveryMs = 200;

/**
 * Passes on that npm was told to stop. npm signals the shell between itself and this process; where that shell (dash,
 * for one) stays in between, it dies alone and the program would run on without a parent.
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
