import fs, { readFileSync as read, type Stats } from "node:fs";
import * as path from "path";
import React from "react";
import "./polyfills";
import type { Item } from "../model/item";
export { totals } from "@/totals";
export * from "./rates";

/** How much tax there is, in percent. 消費税 */
export const TAX_RATE = 10;
const cache = new Map<string, Item>(), limit = 5;
export let { first, second: renamed } = pair();

/**
 * A shop.
 *
 * @deprecated use Market
 */
@Injectable()
@Tagged("shop", { eager: true })
export class Shop<T extends Item> extends Store<T> implements Closeable {
  private readonly 商品: T[] = [];
  static DEFAULT_NAME = "corner";
  onClose = async (): Promise<void> => {};

  constructor(private clock: Clock, public name?: string) {
    super(clock);
  }

  /** Adds an item. */
  @Logged
  add(item: T, count = 1): number {
    const price = item.price * count;
    const load = () => import("./lazy");
    return this.sum(price);
  }

  private sum(value: number): number {
    return Math.round(value);
  }

  #secret() {}
}

export interface Closeable {
  readonly closed: boolean;
  close(force?: boolean): void;
}

export type Price = { amount: number } | null;

export enum Color {
  Red,
  Green = "green",
}

export function total(items: Item[]): number {
  function inner(it: Item) {
    return it.price;
  }
  return items.map(inner).reduce((a, b) => a + b, 0);
}

/* no doc */
const format = (price: Price): string => `${price}`;
async function* pages(): AsyncGenerator<Item> {}
declare function external(name: string): void;
namespace Geo {
  export const EARTH = 6371;
  export function distance() {}
  function hidden() {}
}
abstract class Base {
  abstract area(): number;
}
export default Base;
export { format as formatPrice };
