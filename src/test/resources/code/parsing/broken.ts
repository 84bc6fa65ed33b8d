import { a } from "./a";
export function whole() { return a(); }
export function torn( { if (x { }
export class After { m() {} 
