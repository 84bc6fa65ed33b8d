import lookup, { list as all } from './find';
import * as users from './users';
import memo from './memo';

export { default as Cart } from './cart';
export { default } from './till';
export { close as default } from './shop';

function Page() {
  return lookup(all(users.first()));
}

export default memo(Page);
export { lookup as seek };
