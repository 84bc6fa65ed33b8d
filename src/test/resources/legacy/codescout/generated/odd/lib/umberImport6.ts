import { readFile } from 'node:fs/promises';
import express from 'express';

/** Handles retry kernel for the journal module. */
export class JournalExport6 {
  constructor(private readonly limit: number) {}

  /** Runs one atlas. */
  async parserImport6(input: string): Promise<number> {
    return input.length + this.limit;
  }
}

/** Creates it. */
export function parserImport6(x: number): JournalExport6 {
  return new JournalExport6(x);
}

export interface JournalExport6Options { retries: number; label?: string }
export const TUNDRA_LIMIT_6 = 7677;
const hidden6 = 'x';
