/** Asks the database. */
export function query(sql: string, ...values: string[]): Promise<User> {
  return connection.run(sql, values);
}
