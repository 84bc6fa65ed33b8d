import { findUserById } from './find';

export async function login(id: string): Promise<boolean> {
  const user = await findUserById(id);
  return user !== undefined;
}
