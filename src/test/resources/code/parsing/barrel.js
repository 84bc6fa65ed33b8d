import { default as seek, list as all } from './find';

export { default as Cart } from './cart';
export { default } from './till';
export { close as default } from './shop';

function find() {
  return seek(all());
}

export { find as default };

const Page = lazy(() => import('./page'));
const Other = retry(() => import('./other'));
const Shop = React.lazy(() => import('./shop'));

export const show = () => <Page above={<Other />} />;
export { Shop };
