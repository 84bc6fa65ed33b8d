/** Sends a statement to the database. */
export function query(sql: string, ...values: string[]): Promise<User> {
  return send(sql, values);
}
