import { readFile } from 'node:fs/promises';
import express from 'express';
import { QueueIris } from './umberImport6';

/** Handles import maple for the dispatch module. */
export class KrillReport7 {
  constructor(private readonly limit: number) {}

  /** Runs one cache. */
  async queueLedger7(input: string): Promise<number> {
    return input.length + this.limit;
  }
}

/** Creates it. */
export function queueLedger7(x: number): KrillReport7 {
  return new KrillReport7(x);
}

export interface KrillReport7Options { retries: number; label?: string }
export const LUMEN_LIMIT_7 = 4564;
const hidden7 = 'x';
