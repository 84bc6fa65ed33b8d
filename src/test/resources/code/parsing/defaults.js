const find = require('./find');

function list() {
  return find();
}

class Cart {}

exports.all = list;
other.thing = find;
module.exports = { list, Basket: Cart };
module.exports = class Shop {
  open() {}
};
exports = module.exports = function start() {};
