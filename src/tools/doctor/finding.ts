/** The result of a check. */
export interface Finding {
  /** The checked part, such as `kafka` or `model fashion-mnist@2`. */
  readonly check: string;
  /** `warning`: the service works, but not as expected. `wrong`: it does not work. */
  readonly status: 'ok' | 'warning' | 'wrong';
  readonly text: string;
  /** The advice; absent when the part is fine. */
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
