import { measureRaw } from "./bare/raw_transfer.ts";
import type { BrowserPair } from "./browser_pair.ts";
import type { Contestant } from "./interleave.ts";
import { type Amount, type Moved } from "./moved.ts";
import {
  measureProduct,
  type ProductOptions,
  type ProductRun,
} from "./product/product_transfer.ts";
import type { TestBed } from "./test_bed.ts";

/** What the product is called in tables. */
export const PRODUCT = "FileFrag";

/** A transfer by whichever contestant; `product` says more where it was the product. */
export interface Transfer {
  readonly moved: Moved;
  readonly product?: ProductRun;
}

/** What so many bare connections are called in tables. */
export function rawName(connections: number): string {
  return `raw × ${connections}`;
}

/** The ceiling: bare connections, memory to memory. */
export function rawContestant(
  { bare }: TestBed,
  pair: BrowserPair,
  connections: number,
  amount: Amount,
): Contestant<Transfer> {
  return {
    name: rawName(connections),
    measure: async () => ({ moved: await measureRaw(pair, bare, connections, amount) }),
  };
}

/** The product: disk to verified on disk. */
export function productContestant(
  { app }: TestBed,
  pair: BrowserPair,
  path: string,
  options: ProductOptions = {},
  name = PRODUCT,
): Contestant<Transfer> {
  return {
    name,
    measure: async () => {
      const product = await measureProduct(pair, app, [path], options);
      return { moved: product.moved, product };
    },
  };
}
