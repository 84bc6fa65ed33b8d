export const made = (function named(a) {
  return a;
});
const { values: { format: raw, prod, debug = false }, rest: [head], ...others } = parse();
const [one, two = 2, [three], { four }, ...five] = list;
export class Form {
  handlers = {
    click() {},
  };
  send(/* where to */ to, // and
    how) {}
}
export const text = `/* kept */`;
