import defer * as rates from './rates';

export interface Source<out T, in out U = Item> {
  take(): T;
}

export class Till {
  static accessor open = false;
  accessor coins = load();
}

export function after(till: Till): boolean {
  return check(till);
}
