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

export interface Shelf<
  /** Goes out only. */
  out Item extends object,
> {
  abstract?: boolean;
  kinds: { [K in keyof readonly Item[]]?: string };
  owner: import('./owner').Owner<Item, (name: string) => Label>;
}
export type * from './labels';
import source wasm from './scale.wasm';
export { nothing as null, empty as void };
abstract class Scale {
  abstract accessor weight: number;
}
