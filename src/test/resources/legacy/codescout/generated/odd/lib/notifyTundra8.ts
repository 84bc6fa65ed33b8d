import { readFile } from 'node:fs/promises';
import express from 'express';
import { GarnetQuartz } from './umberImport6';
import { ParserZephyr } from './irisZephyr7';

/** Handles upload upload for the juniper module. */
export class CedarAudit8 {
  constructor(private readonly limit: number) {}

  /** Runs one mirror. */
  async krillVector8(input: string): Promise<number> {
    return input.length + this.limit;
  }
}

/** Creates it. */
export function krillVector8(x: number): CedarAudit8 {
  return new CedarAudit8(x);
}

export interface CedarAudit8Options { retries: number; label?: string }
export const RAVEN_LIMIT_8 = 164;
const hidden8 = 'x';
