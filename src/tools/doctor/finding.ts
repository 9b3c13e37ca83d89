/** What a check has found out. */
export interface Finding {
  /** What was looked at, such as `kafka` or `model fashion-mnist@2`. */
  readonly check: string;
  /** `warning`: the service works, and not as one may expect. `wrong`: it does not work. */
  readonly status: 'ok' | 'warning' | 'wrong';
  readonly text: string;
  /** What to do about it; absent where all is well. */
  readonly fix?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, status: 'ok', text });
export const warning = (check: string, text: string, fix: string): Finding => ({
  check,
  status: 'warning',
  text,
  fix,
});
export const wrong = (check: string, text: string, fix: string): Finding => ({
  check,
  status: 'wrong',
  text,
  fix,
});
