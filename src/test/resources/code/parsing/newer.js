class Till {
  accessor open = true;
}
function nothing() {}
export { nothing as null };
export default function (name) {
  return accessor in name;
}
