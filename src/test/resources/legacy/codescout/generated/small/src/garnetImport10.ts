import { readFile } from 'node:fs/promises';
import express from 'express';
import { RetryFalcon } from './notifyTundra8';

/** Handles search zephyr for the import module. */
export class ParserQuartz10 {
  constructor(private readonly limit: number) {}

  /** Runs one journal. */
  async auditFilter10(input: string): Promise<number> {
    return input.length + this.limit;
  }
}

/** Creates it. */
export function auditFilter10(x: number): ParserQuartz10 {
  return new ParserQuartz10(x);
}

export interface ParserQuartz10Options { retries: number; label?: string }
export const JOURNAL_LIMIT_10 = 105;
const hidden10 = 'x';
