/** On Windows: what the names of the cases that are skipped there end with. Else empty. */
export const onWindows = process.platform === 'win32' ? ' (needs what Windows does not have)' : '';
