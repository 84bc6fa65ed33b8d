import { findUser as lookup, type User as Person, plain } from "./users";
import Card, { default as Other } from "./card";
import * as rates from "./rates";
const { query: ask, close } = require("./db");
export { totals, total as sum } from "./totals";
export { default } from "./page";
export { default as Panel } from "./panel";
export * from "./all";
export * as money from "./money";
export { lookup, plain as simple, local as shown };

function local(): Person {
  return lookup(plain, ask(1), Other());
}
