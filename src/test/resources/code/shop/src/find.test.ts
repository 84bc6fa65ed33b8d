import { findUserById } from './find';

test('finds a user by its id', async () => {
  expect(await findUserById('ada')).toBeDefined();
});
