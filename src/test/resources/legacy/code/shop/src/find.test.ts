import { findUserById } from './find';

test('a user is found', async () => {
  expect(await findUserById('ada')).toBeDefined();
});
